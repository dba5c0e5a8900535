import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceFile, EvidenceFileExists } from '../../lib/local/evidence-file.js';
import { verifyChain, type EvidenceEntry } from '../../lib/runtime/evidence-chain.js';
import { smallEvidence } from '../runtime/small-rollout.js';

let folder = '';
let entries: readonly EvidenceEntry[] = [];
beforeAll(async () => {
  entries = await smallEvidence();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('writes a chain that verifies, in folders that it makes', () => {
  const path = join(folder, 'deep', 'er', 'small.jsonl');
  const file = new EvidenceFile(path, false);
  for (const entry of entries) file.append(entry);
  file.close();
  expect(verifyChain(readFileSync(path, 'utf8'))).toEqual({ ok: true, entries, complete: true });
});

it('has written whole lines at any moment, each as soon as it is appended', () => {
  const path = join(folder, 'small.jsonl');
  const file = new EvidenceFile(path, false);
  for (const [index, entry] of entries.entries()) {
    file.append(entry);
    const chain = verifyChain(readFileSync(path, 'utf8'));
    expect(chain.ok && chain.entries.length).toBe(index + 1);
  }
  file.close();
});

it('never touches a file that is there, unless it is told to', () => {
  const path = join(folder, 'small.jsonl');
  writeFileSync(path, 'what somebody needs');
  expect(() => new EvidenceFile(path, false)).toThrow(EvidenceFileExists);
  expect(() => new EvidenceFile(path, false)).toThrow(`${path} exists already`);
  expect(readFileSync(path, 'utf8')).toBe('what somebody needs');
  const file = new EvidenceFile(path, true);
  for (const entry of entries.slice(0, 2)) file.append(entry);
  file.close();
  expect(verifyChain(readFileSync(path, 'utf8'))).toMatchObject({ ok: true, complete: false });
});
