import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const readme = readFileSync('README.md', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'phasegate-readme-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The fenced blocks of the README, by what they are marked with. */
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gmsu)].map(([, mark = '', text = '']) => ({
  mark,
  text,
}));
const [, allWell, fails] = blocks.filter(({ mark }) => mark === '');

function output(scenario: string): string {
  const args = ['run', 'plans/phoenix.yaml', '--scenario', scenario, '--evidence', join(folder, scenario)];
  try {
    return execFileSync(process.execPath, ['dist/bin/phasegate.js', ...args], { encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

it.each([
  ['all-well', allWell?.text ?? ''],
  ['second-phase-fails', fails?.text ?? ''],
])('shows lines that a run in the scenario %s really prints', (scenario, shown) => {
  const lines = shown.split('\n').filter((line) => line !== '' && line !== '...');
  expect(lines.length).toBeGreaterThan(10);
  const printed = new Set(output(scenario).split('\n'));
  expect(lines.filter((line) => !printed.has(line))).toEqual([]);
});

it('shows a piece of a plan as it is', () => {
  const plan = readFileSync('plans/phoenix.yaml', 'utf8');
  const shown = blocks.find(({ mark }) => mark === 'yaml')?.text ?? '';
  for (const part of shown.split('\n\n')) expect(plan).toContain(part.trim().split('\n').slice(1).join('\n'));
});

it('names pages that exist', () => {
  const pages = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/gu)].map(([, page = '']) => page);
  expect(pages.length).toBeGreaterThan(8);
  for (const page of pages) expect(() => readFileSync(page)).not.toThrow(/ENOENT/u);
});
