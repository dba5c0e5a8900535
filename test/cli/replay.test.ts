import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, phasegate, REPOSITORY, STACK } from './command-line.js';

const folder = inFolder();
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');

let evidence = Buffer.alloc(0);

beforeEach(async () => {
  folder.put('plan.yaml', PLAN);
  await phasegate(folder.path(), ['run', 'plan.yaml', '--until', 'staff', '--evidence', 'e.jsonl']);
  evidence = readFileSync(join(folder.path(), 'e.jsonl'));
});

function replay(...options: readonly string[]) {
  return phasegate(folder.path(), ['replay', 'e.jsonl', ...options]);
}

/** Where each line begins. */
function beginnings(): readonly number[] {
  return [0, ...[...evidence.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))].slice(0, -1);
}

describe('replay', () => {
  it('reproduces a run from its evidence alone', async () => {
    const { exit, out, err } = await replay();
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^e\.jsonl: ok\nnew-checkout: [\d,]+ transitions until .+; it ended running\n$/u);
  });

  it('prints the final state as JSON', async () => {
    const { exit, out } = await replay('--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      rollout: 'new-checkout',
      complete: true,
      outcome: 'running',
      state: { rollout: 'new-checkout' },
    });
  });

  it('names the line of a changed byte, in whichever line it is', async () => {
    for (const [index, at] of beginnings().entries()) {
      const changed = Buffer.from(evidence);
      const place = at + 20;
      changed[place] = (changed[place] ?? 0) ^ 1;
      folder.put('e.jsonl', changed);
      const { exit, out, err } = await replay();
      expect({ exit, out }).toEqual({ exit: 13, out: '' });
      expect(err).toMatch(new RegExp(`^e\\.jsonl:${String(index + 1)}: broken: .+\\n$`, 'u'));
      expect(err).not.toMatch(STACK);
    }
  });

  it('says the same as JSON', async () => {
    const [, second = 0] = beginnings();
    const changed = Buffer.from(evidence);
    changed[second + 20] = 120;
    folder.put('e.jsonl', changed);
    const { exit, out } = await replay('--json');
    expect(exit).toBe(13);
    expect(JSON.parse(out)).toMatchObject({ ok: false, line: 2 });
  });

  it.each([
    ['is missing', (lines: readonly string[]) => [...lines.slice(0, 2), ...lines.slice(3)], 3],
    ['is there twice', (lines: readonly string[]) => [...lines.slice(0, 3), ...lines.slice(2)], 4],
    [
      'has changed its place',
      (lines: readonly string[]) => [lines[0], lines[2], lines[1], ...lines.slice(3)],
      2,
    ],
    [
      'was invented',
      (lines: readonly string[]) => [...lines.slice(0, 2), '{"kind":"end"}', ...lines.slice(2)],
      3,
    ],
  ])('finds that a line %s', async (_, change, line) => {
    folder.put('e.jsonl', change(evidence.toString('utf8').split('\n')).join('\n'));
    const { exit, err } = await replay();
    expect(exit).toBe(13);
    expect(err).toMatch(new RegExp(`^e\\.jsonl:${String(line)}: broken: `, 'u'));
  });

  it('takes evidence of an interrupted run, and says that it has no end', async () => {
    const lines = evidence.toString('utf8').trimEnd().split('\n');
    folder.put('e.jsonl', `${lines.slice(0, -1).join('\n')}\n`);
    const { exit, out } = await replay();
    expect(exit).toBe(0);
    expect(out).toMatch(/the run was interrupted: there is no end/u);
  });

  it.each([
    ['an empty file', ''],
    ['a plan', PLAN],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
    ['JSON that is no evidence', '{"a":1}\n'],
    ['`__proto__`', '{"__proto__":{"kind":"header"}}\n'],
    ['null', 'null\n'],
  ])('calls %s broken', async (_, content) => {
    folder.put('e.jsonl', content);
    const { exit, out, err } = await replay();
    expect({ exit, out }).toEqual({ exit: 13, out: '' });
    expect(err).toMatch(/^e\.jsonl:1: broken: .+\n$/u);
    expect(err).not.toMatch(STACK);
  });
});
