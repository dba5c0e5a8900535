import fc from '../../fast-check.js';
import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import type { DeploymentStrategy } from '../../../lib/contract/deployment-strategy.js';
import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';

const MINUTE = 60_000;
const POLL = 45_000;
/** 25 % at once, then 25 % every 5 minutes; 100 % from minute 15 (b). */
const RISE: DeploymentStrategy = { spreadMinutes: 20, growth: 'linear', growthFactor: 25, bakeMinutes: 10 };
const CLIENTS = Array.from({ length: 200 }, (_, index) => index / 199);

function newEnvironment(): AppConfigEnvironment {
  return new AppConfigEnvironment({
    timing: { startMs: 0, rollbackMs: 0 },
    switches: { linearTimeline: 'b' },
  });
}

function deploy(environment: AppConfigEnvironment, label: string, now: number, strategy = AT_ONCE): void {
  environment.deploy({ label, document: markedDocument(label), description: '', strategy }, now);
}

function labelsHeld(environment: AppConfigEnvironment, now: number): readonly (string | undefined)[] {
  return CLIENTS.map((client) => environment.servedTo(client, now)?.label);
}

const shares = (environment: AppConfigEnvironment, minute: number) =>
  environment.versionsInForce(minute * MINUTE).map(({ label, share }) => [label, share]);

describe('the clients of an environment', () => {
  it('hold the new version below the percentage and the old one above', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0);
    deploy(environment, 'v2', 10 * MINUTE, RISE);
    const expected = CLIENTS.map((client) => (client < 0.5 ? 'v2' : 'v1'));
    expect(labelsHeld(environment, 15 * MINUTE + POLL)).toEqual(expected);
    expect(new Set(labelsHeld(environment, 31 * MINUTE))).toEqual(new Set(['v2']));
  });

  it('learn of a version at their own next poll, each within one interval', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0);
    deploy(environment, 'v2', 10 * MINUTE);
    const informed = [0, POLL / 3, POLL / 2, POLL].map(
      (later) => labelsHeld(environment, 10 * MINUTE + later).filter((label) => label === 'v2').length,
    );
    expect(informed[0]).toBeLessThan(10);
    expect(informed[1]).toBeGreaterThan(informed[0] ?? NaN);
    expect(informed[2]).toBeGreaterThan(informed[1] ?? NaN);
    expect(informed[3]).toBe(CLIENTS.length);
  });

  it('hold the version of their last poll until the next, whatever was deployed in between', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0);
    deploy(environment, 'v2', 10 * POLL);
    deploy(environment, 'v3', 10 * POLL + 10_000);
    const held = labelsHeld(environment, 10 * POLL + 20_000);
    expect(new Set(held)).toEqual(new Set(['v1', 'v2', 'v3']));
    expect(environment.servedTo(0, 10 * POLL + 20_000)?.label).toBe('v2');
    expect(new Set(labelsHeld(environment, 11 * POLL + 10_000))).toEqual(new Set(['v3']));
  });

  it('go back to the version before when a spread is rolled back, and to nothing when there was none', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0, RISE);
    expect(shares(environment, 0)).toEqual([['v1', 0.25]]);
    environment.stop({ number: 1, allowRevert: false }, MINUTE);
    expect(new Set(labelsHeld(environment, MINUTE + POLL))).toEqual(new Set([undefined]));
    deploy(environment, 'v2', 3 * MINUTE);
    deploy(environment, 'v3', 4 * MINUTE, RISE);
    environment.stop({ number: 3, allowRevert: false }, 5 * MINUTE);
    expect(new Set(labelsHeld(environment, 5 * MINUTE + POLL))).toEqual(new Set(['v2']));
  });

  it.each([
    [0, [['v1', 1]]],
    [
      10,
      [
        ['v2', 0.25],
        ['v1', 0.75],
      ],
    ],
    [
      20,
      [
        ['v2', 0.75],
        ['v1', 0.25],
      ],
    ],
    [25, [['v2', 1]]],
    [40, [['v2', 1]]],
  ])('are at minute %d offered the versions %j', (minute, expected) => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0);
    environment.advanceTo(Math.min(minute, 10) * MINUTE);
    if (minute >= 10) deploy(environment, 'v2', 10 * MINUTE, RISE);
    expect(shares(environment, minute)).toEqual(expected);
  });
});

describe('the instant at which a deployment has reached everybody', () => {
  it('is one poll after 100 %, and unknown before', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0, RISE);
    environment.advanceTo(15 * MINUTE + POLL - 1);
    expect(environment.reachedAt(1)).toBeUndefined();
    environment.advanceTo(15 * MINUTE + POLL);
    expect(environment.reachedAt(1)).toBe(15 * MINUTE + POLL);
  });

  it('is one poll after the rollback or the revert when there was one', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0);
    deploy(environment, 'v2', MINUTE, RISE);
    environment.stop({ number: 2, allowRevert: false }, 3 * MINUTE);
    environment.advanceTo(5 * MINUTE);
    expect(environment.reachedAt(2)).toBe(3 * MINUTE + POLL);
    deploy(environment, 'v3', 5 * MINUTE);
    environment.stop({ number: 3, allowRevert: true }, 7 * MINUTE);
    expect(environment.reachedAt(3)).toBeUndefined();
    environment.advanceTo(8 * MINUTE);
    expect(environment.reachedAt(3)).toBe(7 * MINUTE + POLL);
  });

  it('is unknown for a deployment that never was', () => {
    expect(newEnvironment().reachedAt(1)).toBeUndefined();
  });
});

describe('the next change', () => {
  it('is every step, the bake, its end and the poll by which everybody holds the version', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0, RISE);
    const changes: number[] = [];
    for (let at = environment.nextChangeAt(0); at !== undefined; at = environment.nextChangeAt(at))
      changes.push(at);
    expect(changes).toEqual([5, 10, 15, 15.75, 20, 30].map((minute) => minute * MINUTE));
  });

  it('is every reading of the monitors while a deployment is in flight, since each may roll it back', () => {
    const environment = new AppConfigEnvironment({
      timing: { startMs: 0 },
      monitors: [{ name: 'error-rate', state: () => 'OK' }],
    });
    deploy(environment, 'v1', 0, { ...AT_ONCE, bakeMinutes: 10 });
    expect(environment.nextChangeAt(2 * MINUTE)).toBe(3 * MINUTE);
    expect(environment.nextChangeAt(11 * MINUTE)).toBeUndefined();
  });

  it('is a whole millisecond, also when the steps divide no minute', () => {
    const environment = newEnvironment();
    deploy(environment, 'v1', 0, { ...RISE, spreadMinutes: 10, growthFactor: 14.3 });
    expect(environment.nextChangeAt(0)).toBe(Math.round((10 * MINUTE) / 7));
  });

  it('comes never in an environment without deployments', () => {
    expect(newEnvironment().nextChangeAt(0)).toBeUndefined();
  });

  it('skips nothing: between now and the next change every view and every share stays as it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (spreadMinutes, bakeMinutes, growthFactor, fraction) => {
          const environment = newEnvironment();
          deploy(environment, 'v1', 0, { spreadMinutes, bakeMinutes, growthFactor, growth: 'exponential' });
          let now = 0;
          for (
            let next = environment.nextChangeAt(0);
            next !== undefined;
            next = environment.nextChangeAt(now)
          ) {
            const [view, force] = [environment.look(now), environment.versionsInForce(now)];
            const between = now + Math.floor(fraction * (next - now - 1));
            expect(environment.look(between)).toEqual(view);
            expect(environment.versionsInForce(between)).toEqual(force);
            now = next;
          }
          expect(environment.look(now).latest?.state).toBe('complete');
          expect(environment.reachedAt(1)).toBeLessThanOrEqual(now);
        },
      ),
    );
  });
});
