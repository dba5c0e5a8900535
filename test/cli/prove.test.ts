import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, phasegate, REPOSITORY } from './command-line.js';

const folder = inFolder();
const GOOD = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');

describe('prove', () => {
  it('says of each property how far it holds, and how many states were visited', async () => {
    folder.put('plan.yaml', GOOD);
    const { exit, out } = await phasegate(folder.path(), ['prove', 'plan.yaml']);
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^proven {4}exposure rises only by a step whose gate says go, [^(]*\([\d,]+\s+states\)$/mu,
    );
    expect(out).toMatch(/^searched {2}no deadlock between windows, /mu);
    expect(out).toMatch(/^[\d,]+ states and [\d,]+ moves in [\d.]+ s\. /mu);
    expect(out).not.toMatch(/^refuted|^unknown/mu);
  });

  it('tells the shortest story that breaks a property, and ends with a code of its own', async () => {
    folder.put('plan.yaml', GOOD.replace('revert all: 15m', 'revert all: 2s'));
    const { exit, out } = await phasegate(folder.path(), ['prove', 'plan.yaml']);
    expect(exit).toBe(18);
    expect(out).toMatch(/^refuted {3}every promised time to revert is possible/mu);
    expect(out).toMatch(/! `revert all`: 5s at least, and 2s is promised$/mu);
  });

  it('proves nothing about states that it was not allowed to visit', async () => {
    folder.put('plan.yaml', GOOD);
    const { exit, out } = await phasegate(folder.path(), ['prove', 'plan.yaml', '--states', '10']);
    expect(exit).toBe(18);
    expect(out).toMatch(/^unknown {3}exposure rises only/mu);
    expect(out).toMatch(/nothing is proven about the\s+others/u);
    expect(out).not.toMatch(/^refuted/mu);
  });

  it('prints the proofs and what every gate takes to pass and to fail as JSON', async () => {
    folder.put('plan.yaml', GOOD);
    const { exit, out } = await phasegate(folder.path(), ['prove', 'plan.yaml', '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      rollout: 'new-checkout',
      gates: expect.arrayContaining([expect.objectContaining({ pass: expect.any(String) })]),
    });
  });

  it('refuses a plan with mistakes, and a number of states that is none', async () => {
    folder.put('plan.yaml', GOOD.replace('rollout:', 'rolout:'));
    expect((await phasegate(folder.path(), ['prove', 'plan.yaml'])).exit).toBe(3);
    expect((await phasegate(folder.path(), ['prove', 'plan.yaml', '--states', 'many'])).exit).toBe(2);
  });
});
