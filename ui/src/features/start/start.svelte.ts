// What the start screen knows, and how it comes to know it. No rendering here.

import { AppFailure, type Commands, type Host } from '../../lib/host/types';

/** The version and the store's state, read together; a failure keeps what was known before. */
export class Start {
  version = $state<string | undefined>();
  store = $state<Commands['store_state']['res'] | undefined>();
  failure = $state<AppFailure | undefined>();
  isLoading = $state(false);

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    this.isLoading = true;
    try {
      const [app, store] = await Promise.all([
        this.host.call('app_version', {}),
        this.host.call('store_state', {}),
      ]);
      this.version = app.version;
      this.store = store;
      this.failure = undefined;
    } catch (rejection) {
      this.failure = AppFailure.from(rejection);
    } finally {
      this.isLoading = false;
    }
  }
}
