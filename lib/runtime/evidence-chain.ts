import type { EvidenceRecord } from '../rollout/evidence.js';
import { sha256 } from './state-digest.js';

/** Version of the lines of an evidence file. */
export const EVIDENCE_FORMAT = 1;
/** Version of everything that decides: the same engine replays the same events to the same state. */
export const ENGINE_VERSION = '0.4.0';

/** What an evidence file begins with: all that a replay needs. */
export interface EvidenceHeader {
  readonly kind: 'header';
  readonly format: number;
  readonly engine: string;
  readonly rollout: string;
  readonly planHash: string;
  /** The plan as it was, with the list files that it names. */
  readonly plan: {
    readonly file: string;
    readonly text: string;
    readonly lists: Readonly<Record<string, string>>;
  };
  readonly startsAt: number;
  /** The scenario of an embedded run. */
  readonly scenario?: { readonly name: string; readonly seed: number };
}

/** One transition. */
export interface EvidenceLine extends EvidenceRecord {
  readonly kind: 'transition';
}

/** What a complete file ends with; a file that was cut off has none. */
export interface EvidenceEnd {
  readonly kind: 'end';
  readonly outcome: string;
  readonly state: string;
}

export type EvidenceEntry = EvidenceHeader | EvidenceLine | EvidenceEnd;

/** The hash that the first line is chained to. */
export const CHAIN_START = '0'.repeat(64);

/** One line of an evidence file: the entry with the hash of the line before it and its own. Ends with a line feed. */
export function chainLine(
  entry: EvidenceEntry,
  previous: string,
): { readonly line: string; readonly hash: string } {
  const text = JSON.stringify(entry);
  const hash = sha256(`${previous}\n${text}`);
  return { line: `{"hash":"${hash}","previous":"${previous}",${text.slice(1)}\n`, hash };
}

/** A line that does not fit into its chain, or cannot be read. */
export interface ChainBreak {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

export type ChainResult =
  | { readonly ok: true; readonly entries: readonly EvidenceEntry[]; readonly complete: boolean }
  | { readonly ok: false; readonly broken: ChainBreak };

/** Verifies the chain of an evidence file: every byte of every line counts. */
export function verifyChain(text: string): ChainResult {
  const lines = text.split('\n');
  const last = lines.pop();
  if (last !== '') return { ok: false, broken: { line: lines.length + 1, reason: 'the line is cut off' } };
  const entries: EvidenceEntry[] = [];
  let previous = CHAIN_START;
  for (const [index, line] of lines.entries()) {
    const found = readLine(line, previous, index === 0);
    if (typeof found === 'string') return { ok: false, broken: { line: index + 1, reason: found } };
    entries.push(found.entry);
    previous = found.hash;
  }
  if (entries.length === 0) return { ok: false, broken: { line: 1, reason: 'the file is empty' } };
  return { ok: true, entries, complete: entries.at(-1)?.kind === 'end' };
}

function readLine(
  line: string,
  previous: string,
  first: boolean,
): { readonly entry: EvidenceEntry; readonly hash: string } | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return 'it is not JSON';
  }
  if (typeof parsed !== 'object' || parsed === null || !('hash' in parsed) || !('previous' in parsed))
    return 'it carries no hash';
  const {
    hash,
    previous: claimed,
    ...entry
  } = parsed as { hash: unknown; previous: unknown } & EvidenceEntry;
  if (claimed !== previous) return 'it does not follow the line before it';
  const expected = chainLine(entry as EvidenceEntry, previous);
  if (hash !== expected.hash) return 'its content does not match its hash';
  // The hash covers the entry; the bytes of the line must be those that were written, too.
  if (`${line}\n` !== expected.line) return 'it was written differently';
  if (first !== (entry.kind === 'header')) return first ? 'the header is missing' : 'a second header';
  return { entry: entry as EvidenceEntry, hash: expected.hash };
}
