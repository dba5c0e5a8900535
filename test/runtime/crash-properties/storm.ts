import fc from '../../fast-check.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import type { Fault } from '../../../lib/local/appconfig/lane.js';
import type { Word } from '../../../lib/rollout/event.js';
import type { Health } from './steered-metrics.js';

/** One thing that happens to the controllers or to the world that they act on. */
export type Blow =
  | { readonly do: 'begin'; readonly controller: number }
  | { readonly do: 'step'; readonly controller: number; readonly times: number }
  /** On until it waits at a call, or its run ends. */
  | { readonly do: 'go to'; readonly controller: number; readonly place: string }
  /** The call at which it waits fails, before or after it was carried out. */
  | { readonly do: 'fail'; readonly controller: number }
  | { readonly do: 'die'; readonly controller: number }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'metric'; readonly metric: string; readonly health: Health }
  | { readonly do: 'monitor'; readonly state: MonitorState }
  | { readonly do: 'say'; readonly who: string; readonly word: Word }
  | { readonly do: 'answer'; readonly yes: boolean }
  | { readonly do: 'repeat'; readonly back: number }
  /** The next calls of a lane end like this. */
  | { readonly do: 'fault'; readonly lane: number; readonly faults: readonly Fault[] }
  | {
      readonly do: 'foreign';
      readonly lane: number;
      readonly everybody: boolean;
      readonly label: 'a-hotfix' | 'hotfix-1' | 'ours';
    }
  | { readonly do: 'undo'; readonly lane: number; readonly back: number }
  | { readonly do: 'fail inside'; readonly lane: number }
  | { readonly do: 'mute'; readonly messages: boolean }
  /** All goes well for so many runs, whatever has stalled. */
  | { readonly do: 'calm'; readonly runs: number };

const PLACES = [
  'before rise.deploy',
  'after rise.deploy',
  'before brake.deploy',
  'after brake.deploy',
  'before rise.stop',
  'before brake.stop',
  'after rise.look',
  'before store.commit',
  'after store.commit',
  'after store.load',
  'before store.settle',
  'before messenger.send',
  'before inbox.acknowledge',
  'the end',
] as const;

const controller = fc.nat(2);
const lane = fc.nat(3);

const words = fc.constantFrom<Word>(
  { kind: 'pause' },
  { kind: 'resume' },
  { kind: 'resume' },
  { kind: 'retry' },
  { kind: 'retry' },
  { kind: 'kill' },
  { kind: 'revert', what: 'step' },
  { kind: 'revert', what: 'phase' },
  { kind: 'revert', what: 'all' },
  { kind: 'revert units', units: ['v1', 'u9'] },
  { kind: 'include units', units: ['u9', 'u10'] },
  { kind: 'disable', flags: ['alpha'] },
  { kind: 'disable', flags: ['beta'] },
  { kind: 'adopt', environment: 'production', lane: 'rise' },
  { kind: 'adopt', environment: 'production', lane: 'brake' },
  { kind: 'report', metric: 'complaints', value: 1, whole: 30 },
  { kind: 'freeze', until: Date.UTC(2026, 11, 8), because: 'a test' },
);

function blow<D extends Blow['do']>(
  what: D,
  rest: { readonly [K in Exclude<keyof (Blow & { readonly do: D }), 'do'>]: fc.Arbitrary<unknown> },
): fc.Arbitrary<Blow> {
  return fc.record({ do: fc.constant(what), ...rest }) as fc.Arbitrary<unknown> as fc.Arbitrary<Blow>;
}

/** What happens to controllers alone: they stall, fail, die, and time passes. */
const troubles = [
  { weight: 5, arbitrary: blow('begin', { controller }) },
  { weight: 4, arbitrary: blow('step', { controller, times: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 7, arbitrary: blow('go to', { controller, place: fc.constantFrom(...PLACES) }) },
  { weight: 1, arbitrary: blow('fail', { controller }) },
  { weight: 1, arbitrary: blow('die', { controller }) },
  { weight: 4, arbitrary: blow('pass', { seconds: fc.constantFrom(1, 5, 30, 60, 60, 300, 900, 3600) }) },
] as const;

const world = [
  {
    weight: 2,
    arbitrary: blow('metric', {
      metric: fc.constantFrom('errors', 'errors', 'latency', 'complaints'),
      health: fc.constantFrom('bad', 'good', 'bad', 'good', 'silent', 'failing'),
    }),
  },
  {
    weight: 1,
    arbitrary: blow('monitor', { state: fc.constantFrom('OK', 'OK', 'ALARM', 'INSUFFICIENT_DATA') }),
  },
  {
    weight: 4,
    arbitrary: blow('say', { who: fc.constantFrom('rita', 'rita', 'olga', 'a stranger'), word: words }),
  },
  { weight: 1, arbitrary: blow('answer', { yes: fc.boolean() }) },
  { weight: 1, arbitrary: blow('repeat', { back: fc.nat(4) }) },
  { weight: 1, arbitrary: blow('mute', { messages: fc.boolean() }) },
  { weight: 3, arbitrary: blow('calm', { runs: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 2,
    arbitrary: blow('fault', {
      lane,
      faults: fc.array(fc.constantFrom('throttled', 'conflict', 'internalError', 'answerLost', 'ok'), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  },
  { weight: 1, arbitrary: blow('fail inside', { lane }) },
] as const;

const strangers = [
  {
    weight: 2,
    arbitrary: blow('foreign', {
      lane,
      everybody: fc.boolean(),
      label: fc.constantFrom('a-hotfix', 'hotfix-1', 'ours'),
    }),
  },
  { weight: 1, arbitrary: blow('undo', { lane, back: fc.nat(1) }) },
] as const;

/** A storm: all goes well for a while, so that there is something to lose, and then it does not. */
function stormOf(...blows: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Blow> }[]) {
  return fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.array(fc.oneof(...blows), { maxLength: 40, size: 'max' }))
    .map(([runs, rest]): readonly Blow[] => [{ do: 'calm', runs }, ...rest]);
}

/** Nobody but our controllers touches the lanes. */
export const storms = stormOf(...troubles, ...world);

/** Somebody else deploys and undoes as well. */
export const stormsWithStrangers = stormOf(...troubles, ...world, ...strangers);
