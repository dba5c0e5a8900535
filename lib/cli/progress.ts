import { exposureBar } from '../report/text/exposure-bar.js';
import type { Terminal } from './terminal.js';

const BAR = 30;
/** Often enough to see it move, seldom enough not to cost anything. */
const EVERY_MS = 200;

/** A bar with the time that is left, on one line that is written again and again; nothing where nobody watches. */
export class Progress {
  readonly #begun: number;
  #shown = -Infinity;

  /** @param now the clock on the wall, in milliseconds */
  constructor(
    private readonly io: Pick<Terminal, 'isTty' | 'err'>,
    private readonly of: number,
    private readonly what: string,
    private readonly now: () => number,
  ) {
    this.#begun = now();
  }

  reached(done: number): void {
    const at = this.now();
    if (!this.io.isTty || (at - this.#shown < EVERY_MS && done < this.of)) return;
    this.#shown = at;
    const left = ((at - this.#begun) / done) * (this.of - done);
    this.io.err(
      `\r${exposureBar(done / this.of, BAR)} ${String(done)} of ${String(this.of)} ${this.what}, ${sayLeft(left)} left `,
    );
  }

  /** Takes the line away. */
  end(): void {
    if (this.io.isTty && this.#shown > 0) this.io.err(`\r${' '.repeat(BAR + 50)}\r`);
  }
}

function sayLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60
    ? `${String(seconds)}s`
    : `${String(Math.floor(seconds / 60))}m ${String(seconds % 60)}s`;
}
