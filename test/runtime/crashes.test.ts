import fc from 'fast-check';
import { allSwitchCombinations } from '../../lib/local/appconfig/switches.js';
import { stateDigest } from '../../lib/runtime/state-digest.js';
import { TroubledWorld, type Trouble } from './troubled-world.js';

/** Rises in three steps, one of them spread over minutes; a trigger that puts everybody back, for good. */
const PLAN = `
rollout: troubled
starts: 2026-12-07
audience: { unit: user, key: userId, size: 200, traffic: 20 requests/min }
flags:
  search: { old: { index: one }, new: { index: two }, flips: tolerated }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
roles:
  release: [rita@example.com]
hooks:
  warmUp: { summary: Fills the caches, timeout: 1h }
severities:
  high: { answer: 1h, tell: [release], by: [pager] }
triggers:
  - { name: red, severity: high, when: errors > 20%, then: [tell release, revert all] }
phases:
  - name: pilot
    steps:
      - { name: prepare, hook: warmUp }
      - { name: tenth, expose: 10%, soak: 5m }
      - { name: half, expose: 50%, spread: 10m linear 20%, bake: 5m }
    leave: [errors < 5%]
  - name: all
    enter: { signOff: release }
    steps:
      - { name: everyone, expose: 100%, soak: 5m }
`;

const RUNS = Number(process.env['CRASH_RUNS'] ?? 100);

/** Where it matters most that a controller stalls, fails or dies; and `the end`, at which none of them waits. */
const PLACES = [
  'before rise.deploy',
  'after rise.deploy',
  'before brake.deploy',
  'after brake.deploy',
  'before rise.stop',
  'before store.commit',
  'after store.commit',
  'after store.load',
  'before store.settle',
  'before messenger.send',
  'before inbox.acknowledge',
  'the end',
] as const;

const controller = fc.nat(2);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('begin' as const), controller }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('go on' as const),
      controller,
      times: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('go to' as const),
      controller,
      place: fc.constantFrom(...PLACES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), controller }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), controller }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 8 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('turn' as const),
      to: fc.constantFrom('red' as const, 'green' as const, 'silent' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      word: fc.constantFrom(
        { kind: 'pause' as const },
        { kind: 'resume' as const },
        { kind: 'revert' as const, what: 'step' as const },
        { kind: 'kill' as const },
        { kind: 'retry' as const },
      ),
    }),
  },
);
/** A controller is caught at a place that matters, and dies, fails or stalls there. */
const strike: fc.Arbitrary<readonly Trouble[]> = fc
  .record({
    controller,
    place: fc.constantFrom(...PLACES),
    what: fc.constantFrom('die' as const, 'fail' as const, 'stall' as const),
    minutes: fc.integer({ min: 0, max: 8 }),
  })
  .map(({ controller, place, what, minutes }) => [
    { do: 'begin', controller },
    { do: 'go to', controller, place },
    ...(what === 'stall' ? [] : [{ do: what, controller }]),
    { do: 'wait', minutes },
  ]);
const troubles = fc
  .array(
    fc.oneof(
      trouble.map((one): readonly Trouble[] => [one]),
      strike,
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.flat());
const switches = fc.constantFrom(...allSwitchCombinations());

/** How far the rollout has come before trouble begins, in minutes. */
const lead = fc.integer({ min: 0, max: 30 });

async function suffered(
  combination: ReturnType<typeof allSwitchCombinations>[number],
  minutes: number,
  history: readonly Trouble[],
): Promise<TroubledWorld> {
  const world = new TroubledWorld(PLAN, combination);
  await world.recover(minutes);
  await world.play(history);
  return world;
}

describe('controllers that stall, fail or die at any await, three at a time', () => {
  it('never serve anybody whom the newest state does not want exposed, and settle on what it wants', async () => {
    await fc.assert(
      fc.asyncProperty(switches, lead, troubles, async (combination, minutes, history) => {
        const world = await suffered(combination, minutes, history);
        await world.recover(40);
        expect(world.state.environments['production']?.seen.brake).toMatchObject({
          kind: 'settled',
          generation: world.state.environments['production']?.brake.generation,
        });
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('forget no response: once everything works again a red trigger has put everybody back', async () => {
    await fc.assert(
      fc.asyncProperty(switches, lead, troubles, async (combination, minutes, history) => {
        const world = await suffered(combination, minutes, [
          { do: 'turn', to: 'red' },
          ...history,
          { do: 'turn', to: 'red' },
        ]);
        await world.recover(40);
        expect(world.exposed()).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('deliver every message and start every hook that was decided, and leave evidence that replays', async () => {
    await fc.assert(
      fc.asyncProperty(switches, lead, troubles, async (combination, minutes, history) => {
        const world = await suffered(combination, minutes, [{ do: 'turn', to: 'red' }, ...history]);
        await world.recover(40);
        const effects = await world.effects();
        const ids = (kind: string) => effects.filter((effect) => effect.kind === kind).map(({ id }) => id);
        expect(new Set(effects.map(({ id }) => id)).size).toBe(effects.length);
        const sent = new Set(world.messenger.sent.map(({ id }) => id));
        expect(ids('message').filter((id) => !sent.has(id))).toEqual([]);
        expect(ids('hook').filter((id) => !world.hooksStarted.includes(id))).toEqual([]);
        expect(await world.replayed()).toBe(stateDigest(world.state));
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});

describe.each([
  { alarmAlreadyRedAtStart: 'rollsBackAtOnce' as const },
  { alarmAlreadyRedAtStart: 'ignoredUntilItChanges' as const },
  { alarmAlreadyRedAtStart: 'refused' as const },
])('with a monitor that is red at start and %j', (combination) => {
  it('a revert survives a monitor that stays red', async () => {
    const world = new TroubledWorld(PLAN, combination);
    await world.recover(12);
    expect(world.exposed()).not.toEqual([]);
    await world.suffer({ do: 'turn', to: 'red' });
    await world.recover(60);
    expect(world.exposed()).toEqual([]);
    expect(world.state.control.mode).toBe('reverted');
  });
});

it('does not let anybody in during a pause although a spread was in flight', async () => {
  const world = new TroubledWorld(PLAN);
  // The step to one half begins after five minutes of soak, and is spread over ten.
  await world.recover(10);
  expect(world.lanes.rise.look(world.clock.now()).latest?.state).toBe('deploying');
  const before = new Set(world.exposed());
  await world.suffer({ do: 'say', word: { kind: 'pause' } });
  await world.recover(1);
  await world.recover(30);
  expect(world.exposed().filter((unit) => !before.has(unit))).toEqual([]);
});

describe('a stalled controller that wakes after a revert', () => {
  /** The minutes at whose end the next run starts a rise. */
  const RISES = [1, 7];

  it.each(RISES)(
    'raises nothing, wherever it stalled in the run after minute %i',
    async (minute) => {
      const rises = new TroubledWorld(PLAN);
      await rises.recover(minute);
      await rises.play([
        { do: 'begin', controller: 0 },
        { do: 'go to', controller: 0, place: 'before rise.deploy' },
      ]);
      expect(rises.waitsAt(0)).toBe('before rise.deploy');
      for (let steps = 1; ; steps += 1) {
        const world = new TroubledWorld(PLAN);
        await world.recover(minute);
        await world.play([
          { do: 'begin', controller: 0 },
          { do: 'go on', controller: 0, times: steps },
        ]);
        if (world.waitsAt(0) === undefined) break;
        world.say('rita@example.com', { kind: 'revert', what: 'all' });
        const others: readonly Trouble[] = Array.from({ length: 6 }).flatMap(() => [
          { do: 'begin', controller: 1 },
          { do: 'go to', controller: 1, place: 'the end' },
          { do: 'wait', minutes: 1 },
        ]);
        // Whatever it asks for when it wakes reaches the clients before anybody looks, it itself included.
        await world.play([...others, { do: 'go to', controller: 0, place: 'after rise.deploy' }]);
        await world.suffer({ do: 'wait', minutes: 3 });
        expect(world.exposed()).toEqual([]);
        await world.suffer({ do: 'go to', controller: 0, place: 'the end' });
        expect(world.exposed()).toEqual([]);
        await world.play(others);
        expect(world.exposed()).toEqual([]);
      }
    },
    60_000,
  );
});
