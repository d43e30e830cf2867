// The twin's host: the same window in an ordinary browser, over a program that answers HTTP on the
// same machine. For tests; the build that ships never contains it.

import { AppFailure, taskName, type Host, type Step } from './types';

/** Sends every command to the program that served the page. */
export const host: Host = {
  async call(cmd, payload, watch) {
    const task = taskName();
    const cancel = (): void => quietly('/cancel', { task });
    if (watch?.signal?.aborted) {
      throw new AppFailure('cancelled', {});
    }
    watch?.signal?.addEventListener('abort', cancel);
    try {
      const response = await post('/rpc', { cmd, payload, task });
      for await (const line of lines(response)) {
        const told = JSON.parse(line) as Told;
        if ('ok' in told) {
          return told.ok as never;
        }
        if ('error' in told) {
          throw AppFailure.from(told.error);
        }
        watch?.onProgress?.(told.progress);
      }
      throw new Error('the answer ends before it says anything');
    } catch (rejection) {
      throw AppFailure.from(rejection);
    } finally {
      watch?.signal?.removeEventListener('abort', cancel);
    }
  },

  async pick(req) {
    try {
      const response = await post('/pick', req);
      return ((await response.json()) as { paths: string[] }).paths;
    } catch (rejection) {
      throw AppFailure.from(rejection);
    }
  },

  onDrop: (handler) => dispatched<{ paths: string[] }>('so138:drop', ({ paths }) => handler(paths)),
  onDragging: (handler) =>
    dispatched<{ over: boolean }>('so138:dragging', ({ over }) => handler(over)),

  onLocked(handler) {
    const events = new EventSource('/events');
    events.addEventListener('locked', handler);
    return () => events.close();
  },

  touch: () => quietly('/touch', {}),
  ready: () => undefined,
};

/** One line of an answer. */
type Told = { progress: Step } | { ok: unknown } | { error: unknown };

async function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) {
    throw new Error(`${path} answers ${response.status}`);
  }
  return response;
}

/** Tells the program something that nobody waits for. */
function quietly(path: string, body: unknown): void {
  post(path, body).catch(() => undefined);
}

async function* lines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let rest = '';
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const parts = (rest + decoder.decode(read.value, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') {
    yield rest;
  }
}

function dispatched<T>(event: string, handler: (detail: T) => void): () => void {
  const heard = (dom: Event): void => handler((dom as CustomEvent<T>).detail);
  window.addEventListener(event, heard);
  return () => window.removeEventListener(event, heard);
}
