// The desktop host. The only file that may import from @tauri-apps.

import { invoke } from '@tauri-apps/api/core';

import { AppFailure, type CommandName, type Commands, type Host } from './types';

/** Sends every command through the shell's one door. */
export const tauriHost: Host = {
  async call<C extends CommandName>(
    cmd: C,
    payload: Commands[C]['req'],
  ): Promise<Commands[C]['res']> {
    try {
      return await invoke<Commands[C]['res']>('rpc', { cmd, payload });
    } catch (rejection) {
      throw AppFailure.from(rejection);
    }
  },
};
