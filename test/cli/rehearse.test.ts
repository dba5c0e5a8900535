import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, phasegate, REPOSITORY } from './command-line.js';

const PLAN = `
rollout: small
starts: 2026-12-07
audience: { unit: user, key: userId, size: 500, traffic: 60 requests/min }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics: { errors: { ratio: [Errors, Requests], baseline: 1% } }
roles: { ops: [olga@example.com] }
triggers: [{ name: broken, when: errors > 5% over 30m with at least 300 samples, then: [revert all] }]
phases:
  - { name: some, steps: [{ expose: 20%, soak: 6h, go: [errors < 4% over 3h] }] }
  - { name: all, leave: { signOff: ops }, steps: [{ expose: everyone, soak: 6h }] }
armed: { for: 6h }
`;
const folder = inFolder();
const rehearse = (...options: readonly string[]) => {
  folder.put('plan.yaml', PLAN);
  return phasegate(folder.path(), ['rehearse', 'plan.yaml', '--workers', '0', ...options]);
};

describe('phasegate rehearse', () => {
  it('prints one page: how it ends, what catches faults, whom they reach, and the calendar', async () => {
    const { exit, out, err } = await rehearse('--runs', '60');
    expect(err).toBe('');
    expect(exit).toBe(0);
    expect(out).toContain('60 rollouts of the whole plan in virtual time, seed 1');
    expect(out).toMatch(/reaches its end +100% \(\d+% to 100%\), 15 of 15/u);
    expect(out).toMatch(/false revert +0% \(0% to \d+%\), 0 of 15/u);
    expect(out).toMatch(/errors .*\d+% \(\d+-\d+\)/u);
    expect(out).toMatch(/by trigger broken \(\d+\)/u);
    expect(out).toMatch(/all phases done +2026-12-07 in the median/u);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('says when there are too few runs to know how rare a false revert is', async () => {
    const { out } = await rehearse('--runs', '10', '--fault', 'none');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(
      'so few healthy runs cannot show that a false revert is rarer than 0.1%: 3,688 without one would',
    );
  });

  it('refuses a fault that nothing in the plan looks at, and names the ones it can make', async () => {
    const { exit, err, out } = await rehearse('--fault', 'latency');
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('nothing in the plan looks at `latency`');
    expect(err).toContain('allowed: none, errors');
  });

  it('refuses to make no runs at all', async () => {
    const { exit, err } = await rehearse('--runs', '0');
    expect(exit).toBe(2);
    expect(err).toContain('at least one');
  });

  it('writes a report that needs nothing else, and does not overwrite it unasked', async () => {
    expect((await rehearse('--runs', '20', '--html', 'report.html')).exit).toBe(0);
    const html = readFileSync(join(folder.path(), 'report.html'), 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/src=|href=|@import|<script/u);
    const again = await rehearse('--runs', '20', '--html', 'report.html');
    expect(again.exit).toBe(4);
    expect(again.err).toContain('overwrite it with --force');
  });

  it('carries one run out again with all its evidence, which can be replayed', async () => {
    const view = JSON.parse((await rehearse('--runs', '40', '--fault', 'errors', '--json')).out) as {
      readonly worst: readonly { readonly run: number }[];
    };
    const run = String(view.worst[0]?.run);
    const { exit, out } = await rehearse('--fault', 'errors', '--run', run, '--evidence', 'one.jsonl');
    expect(exit).toBe(11);
    expect(out).toContain('trigger broken fires');
    expect(existsSync(join(folder.path(), 'one.jsonl'))).toBe(true);
    expect((await phasegate(folder.path(), ['replay', 'one.jsonl'])).exit).toBe(0);
  });

  it('finds the same to the last digit, whatever the number of threads', async () => {
    const { out } = await rehearse('--runs', '40', '--json');
    for (const workers of ['1', '3']) {
      const threaded = execFileSync(
        process.execPath,
        [
          join(REPOSITORY, 'dist/bin/phasegate.js'),
          'rehearse',
          'plan.yaml',
          '--workers',
          workers,
          '--runs',
          '40',
          '--json',
        ],
        { cwd: folder.path(), encoding: 'utf8' },
      );
      expect(threaded).toBe(out);
    }
  });
});
