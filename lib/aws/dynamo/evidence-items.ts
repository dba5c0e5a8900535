import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { EvidenceRecord } from '../../rollout/evidence.js';
import {
  chainLine,
  CHAIN_START,
  type EvidenceHeader,
  type EvidenceLine,
} from '../../runtime/evidence-chain.js';
import type { PlanSource } from '../deployed-plan.js';
import { packText } from './attributes.js';
import { keyItem, numberKey } from './keys.js';

/** Partition of the evidence: the sort key is the revision, 0 the header. */
export const EVIDENCE = 'evidence';

/**
 * The item of one line of evidence, with the hash of the line before it and its own: byte for byte what an evidence
 * file holds, without the line feed.
 */
export function evidenceItem(revision: number, line: string): Record<string, AttributeValue> {
  return {
    ...keyItem({ pk: EVIDENCE, sk: numberKey(revision) }),
    record: packText(line.trimEnd(), `the evidence of revision ${String(revision)}`),
  };
}

/** The item of the header. The plan is stored under its hash, not here. */
export function headerItem(header: EvidenceHeader): Record<string, AttributeValue> {
  const { file } = header.plan;
  return {
    ...keyItem({ pk: EVIDENCE, sk: numberKey(0) }),
    record: packText(JSON.stringify({ ...header, plan: { file } }), 'the header of the evidence'),
  };
}

/** The first line of the chain: the header with its plan, lists in the order of their names. */
export function headerLine(
  header: EvidenceHeader,
  { file, text, lists }: PlanSource,
): ReturnType<typeof chainLine> {
  const sorted = Object.fromEntries(Object.entries(lists).sort(([one], [other]) => (one < other ? -1 : 1)));
  return chainLine({ ...header, plan: { file, text, lists: sorted } }, CHAIN_START);
}

/** The record in a line of evidence. */
export function readRecord(line: string): EvidenceRecord {
  const {
    hash: _hash,
    previous: _previous,
    kind: _kind,
    ...record
  } = JSON.parse(line) as EvidenceLine & {
    readonly hash: string;
    readonly previous: string;
  };
  return record;
}
