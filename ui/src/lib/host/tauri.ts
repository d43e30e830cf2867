// The desktop host. The only file that may import from @tauri-apps.

import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { AppFailure, taskName, type Host, type PickReq, type Step } from './types';

/** Sends every command through the shell's one door, and hears what the shell tells. */
export const host: Host = {
  async call(cmd, payload, watch) {
    const task = taskName();
    const cancel = (): void => quietly('cancel', { task });
    if (watch?.signal?.aborted) {
      throw new AppFailure('cancelled', {});
    }
    watch?.signal?.addEventListener('abort', cancel);
    const progress = watch?.onProgress && new Channel<Step>(watch.onProgress);
    try {
      return await invoke('rpc', { cmd, payload, task: watch ? task : null, progress });
    } catch (rejection) {
      throw AppFailure.from(rejection);
    } finally {
      watch?.signal?.removeEventListener('abort', cancel);
    }
  },

  async pick(req: PickReq) {
    try {
      return await invoke<string[]>('pick', { req });
    } catch (rejection) {
      throw AppFailure.from(rejection);
    }
  },

  onDrop: (handler) => heard<string[]>('drop', handler),
  onDragging: (handler) => heard<boolean>('dragging', handler),
  onLocked: (handler) => heard('locked', handler),
  touch: () => quietly('touch'),
  ready: () => quietly('ready'),
};

/** Tells the shell something that nobody waits for. */
function quietly(command: string, args?: Record<string, unknown>): void {
  invoke(command, args).catch(() => undefined);
}

function heard<T>(event: string, handler: (payload: T) => void): () => void {
  const stop = listen<T>(event, ({ payload }) => handler(payload));
  return () => void stop.then((unlisten) => unlisten());
}
