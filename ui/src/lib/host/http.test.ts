import { afterEach, expect, test, vi } from 'vitest';

import { host } from './http';

afterEach(() => void vi.unstubAllGlobals());

/** A program whose answers arrive in these pieces, whatever is asked; tells what was asked. */
function program(...pieces: (string | Uint8Array<ArrayBuffer>)[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        pieces.forEach((piece) =>
          controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece),
        );
        controller.close();
      },
    });
    return new Response(body);
  });
  return asked;
}

const version = { ok: { version: '1', released_on: '2026-08-01' } };

test('steps are told in order, then the answer', async () => {
  program(
    '{"progress":{"stage":"rows","done":0,"total":2}}\n{"progress":{"stage":"ro',
    `ws","done":1,"total":2}}\n${JSON.stringify(version)}\n`,
  );
  const steps: number[] = [];
  const answer = await host.call('app_version', {}, { onProgress: ({ done }) => steps.push(done) });
  expect([steps, answer]).toEqual([[0, 1], version.ok]);
});

test('a letter that is cut in two by the way stays whole', async () => {
  const bytes = new TextEncoder().encode('{"error":{"code":"x","params":{"unit":"Đắk"}}}');
  program(bytes.slice(0, 40), bytes.slice(40));
  await expect(host.call('app_version', {})).rejects.toMatchObject({
    code: 'x',
    params: { unit: 'Đắk' },
  });
});

test('an answer that breaks off is a bug', async () => {
  program('{"progress":{"stage":"rows","done":0,"total":2}}\n');
  await expect(host.call('app_version', {})).rejects.toMatchObject({ code: 'bug' });
});

test('work that is aborted beforehand is never asked for', async () => {
  const asked = program(JSON.stringify(version));
  const call = host.call('app_version', {}, { signal: AbortSignal.abort() });
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(asked).toEqual([]);
});

test('an abort meanwhile asks the program to stop', async () => {
  const asked = program('{"progress":{"stage":"rows","done":0,"total":2}}\n{"error":{"code":"cancelled"}}\n');
  const stop = new AbortController();
  const watch = { signal: stop.signal, onProgress: () => stop.abort() };
  await expect(host.call('app_version', {}, watch)).rejects.toMatchObject({ code: 'cancelled' });
  expect(asked).toEqual(['/rpc', '/cancel']);
});
