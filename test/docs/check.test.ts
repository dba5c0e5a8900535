import { readFileSync } from 'node:fs';
import { phasegate, REPOSITORY } from '../cli/command-line.js';

const blocks = [...readFileSync('docs/check.md', 'utf8').matchAll(/^```\n(.*?)^```$/gmsu)].map(
  ([, text = '']) => text,
);

it('the page about check shows what check really prints', async () => {
  const argv = ['check', 'plans/phoenix.yaml', '--power', '--limits', '--cost'];
  const { out } = await phasegate(REPOSITORY, argv);
  expect(blocks).toHaveLength(3);
  for (const block of blocks) expect(out).toContain(block);
});

it.each([
  ['phoenix', 'Phoenix'],
  ['comfyfixer', 'ComfyFixer'],
  ['unified-pipeline', 'unified pipeline'],
  ['connection-flow', 'connection flow'],
  ['dark-launch', 'dark launch'],
])('what is said of %s is what check finds', async (file, name) => {
  const { out } = await phasegate(REPOSITORY, ['check', `plans/${file}.yaml`, '--cost']);
  const row = readFileSync('docs/seeds.md', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${name} |`) && / \d+ of \d+/u.test(line));
  const [, faint = '', of = ''] = /(\d+) of (\d+) measured criteria/u.exec(out) ?? [];
  const [, times = ''] = /sees ([\d.]+x)/u.exec(out.replaceAll(/\s+/gu, ' ')) ?? [];
  const [, dollars = ''] = /together +\$([\d.]+)/u.exec(out) ?? [];
  expect(row).toContain(`${faint} of ${of}`);
  expect(row).toContain(times);
  expect(row).toContain(`| ${dollars} |`);
});
