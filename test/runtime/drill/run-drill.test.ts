import type { DrillProof } from '../../../lib/rollout/drill/drill-proof.js';
import { DRILL_LEGS } from '../../../lib/rollout/drill/drill-proof.js';
import { drillVerdict } from '../../../lib/rollout/drill/drill-verdict.js';
import { anyExposed } from '../../../lib/rollout/step-exposure.js';
import { allSwitchCombinations } from '../../../lib/local/appconfig/switches.js';
import type { Fault } from '../../../lib/local/appconfig/lane.js';
import { LocalDrill, type LocalDrillOptions } from '../../../lib/local/drill/local-drill.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import type { DrillGround } from '../../../lib/runtime/drill/drill-ground.js';
import { runDrill } from '../../../lib/runtime/drill/run-drill.js';
import fc from '../../fast-check.js';

const START = Date.UTC(2026, 11, 7);
const MINUTE = 60_000;

class Crash extends Error {}

interface SceneOptions extends Pick<
  Partial<LocalDrillOptions>,
  'switches' | 'faults' | 'client' | 'hindrance'
> {
  /** Whether somebody looks every minute, whose work the revert is. @default true */
  readonly watched?: boolean;
}

/** A drill on the model, in virtual time, that can be broken off. */
function scene({ watched = true, ...options }: SceneOptions = {}) {
  const clock = new VirtualClock(START);
  const told: DrillProof[] = [];
  let crashAt = Infinity;
  const drill: LocalDrill = new LocalDrill({
    clock,
    ...options,
    wait: async (ms) => {
      if ((told.at(-1)?.legs.length ?? 0) >= crashAt) throw new Crash('the process is gone');
      clock.advanceBy(ms);
      if (watched && clock.now() % MINUTE === 0) await drill.look();
    },
    tell: async (proof) => void told.push(proof),
  });
  let count = 0;
  return {
    drill,
    clock,
    told,
    crashAfter: (legs: number) => {
      crashAt = legs;
    },
    run: async () => {
      told.length = 0;
      count += 1;
      return runDrill(drill, { drill: `drill-${String(count)}`, by: 'rita' });
    },
    /** Whether anybody is in, by what the rollout of the drill wants. */
    isOut: async () => {
      const environment = (await drill.load())?.environments['drill'];
      return environment !== undefined && anyExposed(environment.exposures);
    },
  };
}
/** The same ground with parts of it replaced. */
function changed(drill: LocalDrill, parts: Partial<DrillGround>): DrillGround {
  const { kind, clock, controller, lanes, wait, hindrance, tell } = drill;
  return {
    ...{ kind, clock, controller, lanes, wait, hindrance, tell },
    load: () => drill.load(),
    post: (event) => drill.post(event),
    client: () => drill.client(),
    breach: (holds) => drill.breach(holds),
    ...parts,
  };
}
const verdictOf = (proof: DrillProof) => drillVerdict(proof, { name: 'revert all', withinMs: MINUTE });

describe('a drill', () => {
  it.each(
    allSwitchCombinations([
      'alarmAlreadyRedAtStart',
      'insufficientDataRollsBack',
      'plainStopWhileBaking',
      'labelReuse',
    ]),
  )('passes whatever AWS leaves open, again and again: %j', async (switches) => {
    const { run, isOut, drill } = scene({ switches });
    for (let round = 0; round < 3; round += 1) {
      const proof = await run();
      expect(proof).not.toHaveProperty('broken');
      expect(verdictOf(proof)).toEqual({ kind: 'passed', revertMs: 5_000 });
      expect(await isOut()).toBe(false);
      expect(await drill.client()).toMatchObject({ cohort: 'control' });
    }
    expect((await drill.load())?.control.attempt).toBe(3);
  });

  it('tells every leg as it is seen', async () => {
    const { run, told } = scene();
    await run();
    expect(told.map(({ legs }) => legs.length)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(told.at(-1)?.legs.map(({ leg }) => leg)).toEqual(DRILL_LEGS);
  });

  it('goes on when nobody can be told', async () => {
    const { drill } = scene();
    const deaf = changed(drill, { tell: async () => Promise.reject(new Error('the table is gone')) });
    expect(verdictOf(await runDrill(deaf, { drill: 'd', by: 'rita' })).kind).toBe('passed');
  });

  it('whose trigger nobody reacts to has failed there, and is reverted by the cleaning up', async () => {
    const { run, isOut, drill, clock } = scene({ watched: false });
    const proof = await run();
    expect(verdictOf(proof)).toMatchObject({ kind: 'failed', leg: 'decided' });
    expect(proof.broken).toMatch(/not within 4 minutes: .*\(its trigger has not fired\); cleaned up/u);
    expect(await isOut()).toBe(false);
    clock.advanceBy(MINUTE);
    expect(await drill.client()).toMatchObject({ cohort: 'control' });
  });

  it('whose alarm cannot be set has failed there, with the reason', async () => {
    const { drill, isOut } = scene();
    const breach = async (holds: boolean): Promise<string> =>
      holds ? Promise.reject(new Error('access denied')) : drill.breach(false);
    const mute = changed(drill, { breach });
    const proof = await runDrill(mute, { drill: 'd', by: 'rita' });
    expect(verdictOf(proof)).toMatchObject({ kind: 'failed', leg: 'alarm set' });
    expect(proof.broken).toContain('(access denied); cleaned up');
    expect(await isOut()).toBe(false);
  });

  it('is given up as soon as the rollout itself needs its way back', async () => {
    const { run, told, isOut, clock } = scene({
      hindrance: async () =>
        Promise.resolve(told.at(-1)?.legs.length === 2 ? 'trigger errors holds' : undefined),
    });
    const proof = await run();
    expect(verdictOf(proof)).toMatchObject({ kind: 'failed', leg: 'alarm set' });
    expect(proof.broken).toBe('given up: trigger errors holds; cleaned up');
    expect(await isOut()).toBe(false);
    expect(clock.now() - START).toBeLessThan(2 * MINUTE);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'that is broken off after %i legs is cleaned up by the next',
    async (legs) => {
      const { run, crashAfter, isOut } = scene();
      crashAfter(legs);
      await expect(run()).rejects.toThrow(Crash);
      crashAfter(Infinity);
      expect(verdictOf(await run()).kind).toBe('passed');
      expect(await isOut()).toBe(false);
    },
  );

  it('never passes without all of its legs, and leaves nobody in, whatever AppConfig answers', async () => {
    const fault = fc.constantFrom<Fault>('ok', 'ok', 'throttled', 'conflict', 'internalError', 'answerLost');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (faults, client) => {
          let asked = 0;
          const { run, isOut } = scene({
            client,
            faults: () => faults[asked++] ?? 'ok',
          });
          const proof = await run();
          const whole = proof.legs.map(({ leg }) => leg).join() === DRILL_LEGS.join();
          if (verdictOf(proof).kind === 'passed') expect(whole && proof.broken === undefined).toBe(true);
          expect(await isOut()).toBe(false);
          expect(verdictOf(await run()).kind).toBe('passed');
        },
      ),
      { numRuns: 60 },
    );
  });
});
