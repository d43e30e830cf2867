// How to get into the practice store again. Its passphrase guards invented figures only, so this machine may
// keep it; nothing of a real store is ever kept here.

/** What is kept of the practice store that was made last. */
export interface Practice {
  readonly login: string;
  readonly passphrase: string;
  /** The folder in which a bundle waits to be imported, at a receiver. */
  readonly mailbox: string | null;
}

const KEY = 'so138.practice';

/** Keeps it. */
export function keepPractice({ login, passphrase, mailbox }: Practice): void {
  localStorage.setItem(KEY, JSON.stringify({ login, passphrase, mailbox }));
}

/** What was kept, if anything. */
export function keptPractice(): Practice | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Practice | null;
    return typeof kept?.login === 'string' && typeof kept.passphrase === 'string' ? kept : undefined;
  } catch {
    // Something else wrote there: the person still has the passphrase or makes another practice store.
    return undefined;
  }
}
