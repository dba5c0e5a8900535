import fc from '../../fast-check.js';
import { readPlan } from '../../../lib/plan/read-plan.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { condition, maybe, tidy, trigger } from './plan-parts.js';
import { phase } from './plan-phases.js';

/** A plan with the text that it was read from: counterexamples show the text. */
export interface WrittenPlan {
  readonly plan: RolloutPlan;
  readonly text: string;
}

const VIPS = Array.from({ length: 8 }, (_, index) => `v${String(index + 1)}`);

const COMMON = {
  rollout: 'random',
  starts: '2026-12-07',
  authors: ['ada'],
  audience: {
    unit: 'user',
    key: 'userId',
    size: 1000,
    attributes: { region: { type: 'text', stable: true }, tier: { type: 'number', stable: true } },
    segments: { vip: { list: VIPS }, eu: { where: 'region is eu', size: 500 } },
  },
  flags: {
    alpha: {
      class: 'core',
      flips: 'tolerated',
      old: { engine: 'old' },
      variants: { fast: { engine: 'fast' }, safe: { engine: 'safe' } },
    },
    beta: { class: 'extra', flips: 'tolerated', salt: 'of-beta', needs: ['alpha'] },
  },
  metrics: {
    errors: { ratio: ['Errors', 'Requests'], baseline: '0.5%' },
    latency: { p95: 'Latency', unit: 'ms', reference: 'control else baseline', baseline: '180ms' },
    complaints: { ratio: ['Bad', 'Answers'], reported: 'by support' },
    ownIncidents: { own: 'incidents' },
  },
  roles: {
    release: ['rita', 'rob'],
    owners: { people: ['owen', 'olive'], quorum: 2, distinct: true },
    ops: ['olga'],
    support: ['sam'],
  },
  severities: { critical: { answer: '15m', update: '1h', tell: ['ops', 'release'], tasks: ['review'] } },
  promises: { 'revert step': '10m', 'revert all': '1h', disable: '5m' },
  hooks: { mend: { timeout: '30m' }, migrate: { timeout: '2h', undo: 'mend' } },
};

const NAMES = ['one', 'two', 'three', 'four'];

const source = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    environments: fc.constantFrom(['production'], ['staging', 'production']),
  })
  .chain(({ count, environments }) => {
    const names = NAMES.slice(0, count);
    return fc.record({
      environments: fc.constant(environments),
      timezone: maybe(fc.constant('Europe/Berlin'), 4),
      deadline: maybe(fc.constantFrom('3d', '2w'), 4),
      triggers: fc
        .integer({ min: 0, max: 3 })
        .chain((triggers) =>
          fc.tuple(...['red', 'slow', 'odd'].slice(0, triggers).map((name) => trigger(name, names))),
        ),
      freezes: maybe(fc.constantFrom([{ from: '2026-12-08', until: '2026-12-09', because: 'an audit' }]), 4),
      notices: maybe(
        fc.constantFrom<object[]>(
          [{ name: 'soon', to: 'ops', by: 'slack', say: 'Soon', at: 'week 1 Tuesday 08:30' }],
          [{ name: 'after', to: 'ops', by: 'slack', say: 'After', after: ['0m', '1d'], of: 'one' }],
        ),
        4,
      ),
      digests: maybe(
        fc.constantFrom<object[]>(
          [{ name: 'often', to: 'ops', by: 'slack', every: 'hourly', windows: true }],
          [{ name: 'daily', to: 'ops', by: 'slack', every: 'daily', during: ['one'], first: '2d' }],
        ),
        4,
      ),
      recurring: maybe(fc.constant([{ every: 'daily', tasks: ['rounds'], by: 'ops' }]), 5),
      surveys: maybe(
        fc.constant([
          { name: 'well', to: 'exposed users', by: 'email', after: '3h', metrics: ['complaints'] },
        ]),
        5,
      ),
      judge: maybe(fc.constant({ every: '5m' }), 5),
      phases: fc.tuple(...names.map((name, index) => phase(name, environments, index === count - 1))),
      armed: maybe(fc.constantFrom<object>({ for: '1d' }, { until: 'week 3 Friday' })),
      success: maybe(fc.array(condition, { minLength: 1, maxLength: 2 }), 3),
    });
  })
  .map((varying) => ({ ...COMMON, ...tidy(varying) }));

/** Reads a plan; the reasons when it is none. */
export function readText(text: string): WrittenPlan | readonly string[] {
  const { plan, problems } = readPlan('random.yaml', text, () => undefined);
  if (!plan)
    return problems.map(
      ({ line, column, found, allowed }) => `${String(line)}:${String(column)} ${found} (${allowed ?? ''})`,
    );
  return Object.defineProperty({ plan, text }, fc.toStringMethod, {
    value: () => varying(text),
    enumerable: false,
  });
}

/** The part of a plan that differs between random plans, a line for each key and phase. */
function varying(text: string): string {
  const file = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return Object.entries(file)
    .filter(([key]) => !(key in COMMON))
    .map(
      ([key, value]) =>
        `\n  ${key}: ${Array.isArray(value) ? value.map((one) => `\n    - ${JSON.stringify(one)}`).join('') : JSON.stringify(value)}`,
    )
    .join('');
}

/** Plan files as JSON, which is YAML; not every one of them is a plan without mistakes. */
const planTexts: fc.Arbitrary<string> = source.map((file) => JSON.stringify(file));

/** Plans without mistakes. */
export const plans: fc.Arbitrary<WrittenPlan> = planTexts
  .map(readText)
  .filter((read): read is WrittenPlan => 'plan' in read);
