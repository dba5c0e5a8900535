import { columns, labelled, wrap } from './wrap.js';

/** How headings and warnings are set; plain when nothing is said. */
export interface PageStyle {
  /** Columns, 80 to 110. */
  readonly width: number;
  readonly heading: (text: string) => string;
  readonly warning: (text: string) => string;
}

/** Text of a fixed width, written from top to bottom. */
export class Page {
  readonly #lines: string[] = [];

  constructor(readonly style: PageStyle) {}

  title(text: string): void {
    for (const line of wrap(text, this.style.width)) this.#lines.push(this.style.heading(line));
  }

  /** A heading with room above it. */
  section(text: string): void {
    this.#lines.push('');
    this.title(text);
  }

  /** A paragraph. */
  text(text: string, indent = 2): void {
    const blanks = ' '.repeat(indent);
    this.#lines.push(...wrap(`${blanks}${text}`, this.style.width, blanks));
  }

  /** A text behind a label, which has `labelWidth` columns. */
  row(label: string, text: string, { indent = 2, labelWidth = 11 } = {}): void {
    const blanks = ' '.repeat(indent);
    const room = Math.max(labelWidth, columns(label) + 2);
    const lines = labelled(label, text, this.style.width - indent, room);
    this.#lines.push(...lines.map((line) => blanks + line));
  }

  /** An item of a list. */
  item(text: string, indent = 4): void {
    const blanks = ' '.repeat(indent);
    this.#lines.push(...wrap(`${blanks}- ${text}`, this.style.width, `${blanks}  `));
  }

  /** Something that people should not overlook. */
  beware(text: string, indent: number): void {
    const blanks = ' '.repeat(indent);
    for (const line of wrap(`${blanks}! ${text}`, this.style.width, `${blanks}  `)) {
      this.#lines.push(this.style.warning(line));
    }
  }

  /** A line as it is. */
  line(text = ''): void {
    this.#lines.push(text);
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** The longest of some texts, in columns. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(columns));
}
