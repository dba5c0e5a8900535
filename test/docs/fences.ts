import { readFileSync } from 'node:fs';

/** A fenced block of a page: what stands behind the three backticks, and the text between them. */
export interface Fence {
  readonly kind: string;
  readonly text: string;
  /** Line of the opening backticks, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown file, in order. */
export function fencesIn(file: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { readonly kind: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line);
    else if (open) {
      fences.push({ kind: open.kind, line: open.line, text: open.lines.map((one) => `${one}\n`).join('') });
      open = undefined;
    } else open = { kind: line.slice(3).trim(), line: index + 1, lines: [] };
  }
  if (open) throw new Error(`${file}: the block that opens in line ${String(open.line)} is never closed`);
  return fences;
}

/** The lines of a block that say something. */
export function linesOf(fence: Fence): readonly string[] {
  return fence.text.split('\n').filter((line) => line.trim() !== '');
}
