// One host as a program: started over a folder, killed as a power cut would, started again.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { distPath, hostPath } from './places';

/** What a host is started with. */
export interface HostOptions {
  store: string;
  /** The day it is, dd/mm/yyyy. */
  today: string;
  /** The moment that counts as eight in the morning of that day, in milliseconds since 1970. */
  began: number;
}

/** A running host. */
export class HostProgram {
  #child: ChildProcess | undefined;
  #errors = '';
  #port = 0;

  constructor(private options: HostOptions) {}

  /** Where it listens; the same after every start. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it and waits until it listens. */
  async start(options: Partial<HostOptions> = {}): Promise<void> {
    this.options = { ...this.options, ...options };
    const { store, today, began } = this.options;
    const args = ['--store', store, '--dist', distPath, '--port', String(this.#port)];
    const child = spawn(hostPath, [...args, '--today', today, '--began', String(began)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stderr.on('data', (part: Buffer) => (this.#errors += part.toString()));
    this.#port = await new Promise<number>((resolve, reject) => {
      const stopped = (why: string): void =>
        reject(new Error(`the host ${hostPath} does not listen: ${why}\n${this.#errors}`));
      child.once('error', (error) => stopped(error.message));
      child.once('exit', (code, signal) => stopped(`it ended with ${code ?? signal}`));
      createInterface({ input: child.stdout }).once('line', (line) => {
        const port = /^listening http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
        return port ? resolve(Number(port)) : stopped(`it says ${line}`);
      });
    });
  }

  /** Ends it at once, with no chance to tidy up. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  }

  /** What it wrote to its error output so far: a panic shows here. */
  get errors(): string {
    return this.#errors;
  }
}

// Hosts end with the tests, however those end.
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
