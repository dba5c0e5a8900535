import fc from '../../fast-check.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { consentOf, judgeRevision } from '../../../lib/rollout/revision/consent.js';
import { diffPlans } from '../../../lib/rollout/revision/diff-plans.js';
import { revisedEvent } from '../../../lib/rollout/revision/revised-event.js';
import { takeOver } from '../../../lib/rollout/revision/take-over.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition } from '../../../lib/rollout/transition.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld } from '../arbitraries/core-world.js';
import { gained, meantIn } from '../arbitraries/oracle.js';
import { plans, readText } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';
import { exposedDriver, planFrom, revised, EXAMPLE } from './example.js';

const HASH = 'another hash';

/** The revision of a state, as whoever may accept it commits it. */
function revise(before: RolloutPlan, after: RolloutPlan, state: RolloutState): RolloutState {
  const { changes, consent } = judgeRevision(before, after, state);
  const event = revisedEvent(before, after, state, {
    id: `revision of ${state.planHash}`,
    at: state.at,
    planHash: HASH,
    by: 'rita',
    changes,
    ...(consent === '' ? {} : { consent }),
  });
  return transition(after, state, event).state;
}

/** Another plan in place of some parts of a random one: parts of a second random plan, so that much is refused. */
function mixed(text: string, other: string, parts: readonly string[]): RolloutPlan | undefined {
  const [own, theirs] = [text, other].map((one) => JSON.parse(one) as Readonly<Record<string, unknown>>);
  const read = readText(
    JSON.stringify({
      ...own,
      ...Object.fromEntries(parts.flatMap((key) => (theirs?.[key] ? [[key, theirs[key]]] : []))),
    }),
  );
  return 'plan' in read ? read.plan : undefined;
}

/** A random plan that is a little other: later phases that are gone or new, other gates, other lists, other triggers. */
const edits = fc.constantFrom<(file: Record<string, unknown>) => Record<string, unknown>>(
  (file) => file,
  (file) => ({
    ...file,
    phases: [...(file['phases'] as object[]), { name: 'extra', steps: [{ expose: 'everyone' }] }],
  }),
  (file) => ({ ...file, phases: (file['phases'] as object[]).slice(0, -1) }),
  (file) => ({ ...file, phases: (file['phases'] as object[]).slice(1) }),
  (file) => ({ ...file, phases: [{ name: 'extra', tasks: ['docs'] }, ...(file['phases'] as object[])] }),
  (file) => ({
    ...file,
    phases: (file['phases'] as object[]).map((one) => ({ ...one, leave: ['errors < 2%'] })),
  }),
  (file) => ({ ...file, triggers: [] }),
  (file) => ({ ...file, triggers: [...(file['triggers'] as object[])].reverse() }),
  (file) => ({
    ...file,
    triggers: (file['triggers'] as { then: string[] }[]).map((one) => ({
      ...one,
      then: ['tell ops', ...one.then].slice(0, 2),
    })),
  }),
  (file) => ({ ...file, environments: ['staging', 'production', 'mirror'] }),
  (file) => ({ ...file, environments: ['production'] }),
  (file) => ({ ...file, flags: { ...(file['flags'] as object), gamma: {} } }),
  (file) => ({ ...file, freezes: [{ from: '2026-12-01', until: '2027-02-01', because: 'a test' }] }),
  (file) => {
    const audience = file['audience'] as { segments: object };
    return {
      ...file,
      audience: {
        ...audience,
        segments: { ...audience.segments, vip: { list: ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7'] } },
      },
    };
  },
  (file) => ({ ...file, audience: { ...(file['audience'] as object), salt: 'other' } }),
);

const revisions = fc
  .tuple(
    plans,
    plans,
    fc.array(edits, { maxLength: 2 }),
    fc.subarray(['phases', 'triggers', 'environments', 'freezes']),
  )
  .map(([{ plan, text }, other, changes, parts]) => {
    const file = changes.reduce((one, edit) => edit(one), JSON.parse(text) as Record<string, unknown>);
    return { plan, after: mixed(JSON.stringify(file), other.text, changes.length > 0 ? [] : parts) ?? plan };
  });

it('takes an equal plan over and changes nothing but the hash', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan, text }, history) => {
      const { state } = new CoreWorld(plan).play(history);
      const read = readText(text);
      if (!('plan' in read)) throw new Error('the plan cannot be read again');
      expect(judgeRevision(plan, read.plan, state)).toEqual({ kind: 'same', changes: [], consent: '' });
      const next = takeOver(plan, read.plan, state, HASH);
      expect(JSON.stringify(next)).toBe(JSON.stringify({ ...state, planHash: HASH }));
    }),
    runs(60),
  );
});

it('puts nobody back and lets nobody in, whatever is accepted; what is refused throws and leaves the state alone', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(revisions, histories, ({ plan, after }, history) => {
      const { state } = new CoreWorld(plan).play(history);
      const kept = JSON.stringify(state);
      if (diffPlans(plan, after, state).some(({ weight }) => weight === 'refused')) {
        refused += 1;
        expect(() => takeOver(plan, after, state, HASH)).toThrow(/cannot take over/u);
        expect(JSON.stringify(state)).toBe(kept);
        return;
      }
      accepted += 1;
      const over = takeOver(plan, after, state, HASH);
      for (const environment of Object.keys(over.environments)) {
        const was = plan.environments.includes(environment)
          ? meantIn(plan, state, environment)
          : new Set<string>();
        const is = meantIn(after, over, environment);
        if (gained(is, was).length > 0) fail('somebody is put back', gained(is, was));
        if (gained(was, is).length > 0) fail('somebody is let in', gained(was, is));
      }
      const event = revise(plan, after, state);
      for (const environment of after.environments) {
        const inside = gained(meantIn(after, over, environment), meantIn(after, event, environment));
        if (inside.length > 0) fail('the revision itself raises exposure', inside);
      }
    }),
    runs(150),
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(10);
});

it('goes on under the new plan, whatever happens next', () => {
  fc.assert(
    fc.property(revisions, histories, histories, fc.boolean(), ({ plan, after }, first, then, onRequest) => {
      const { state, now } = new CoreWorld(plan, {}, onRequest).play(first);
      if (diffPlans(plan, after, state).some(({ weight }) => weight === 'refused')) return;
      const world = new CoreWorld(after, {}, onRequest);
      world.state = revise(plan, after, state);
      world.now = now;
      expect(world.state.planHash).toBe(HASH);
      world.play(then);
      expect(world.state.planHash).toBe(HASH);
    }),
    runs(150),
  );
});

describe('a revision of the example', () => {
  it('is accepted with the code of its sentences only', () => {
    const { plan, state } = exposedDriver();
    const after = revised(['errors < 2%', 'errors < 3%']);
    const asked = judgeRevision(plan, after, state);
    expect(asked.kind).toBe('refused');
    expect(asked.consent).toMatch(/^[0-9a-f]{8}$/u);
    expect(judgeRevision(plan, after, state, asked.consent).kind).toBe('accepted');
    const more = revised(['errors < 2%', 'errors < 4%']);
    expect(judgeRevision(plan, more, state, asked.consent).kind).toBe('refused');
    expect(consentOf(judgeRevision(plan, after, state).changes)).toBe(asked.consent);
  });

  it('needs no code when it only tightens, and keeps its code when a text is written anew besides', () => {
    const { plan, state } = exposedDriver();
    expect(judgeRevision(plan, revised(['errors < 2%', 'errors < 1%']), state)).toMatchObject({
      kind: 'accepted',
      consent: '',
    });
    const looser = ['errors < 2%', 'errors < 3%'] as const;
    expect(judgeRevision(plan, revised(looser, ['are first', 'go first']), state).consent).toBe(
      judgeRevision(plan, revised(looser), state).consent,
    );
  });

  it('cannot be consented to when it is refused', () => {
    const { plan, state } = exposedDriver();
    const after = revised(['key: userId', 'key: accountId'], ['errors < 2%', 'errors < 3%']);
    const { consent } = judgeRevision(plan, after, state);
    expect(judgeRevision(plan, after, state, consent).kind).toBe('refused');
  });

  it('tells who revised the plan and what is different', () => {
    const { plan, state } = exposedDriver();
    const after = revised(['errors < 2%', 'errors < 3%']);
    const { changes, consent } = judgeRevision(plan, after, state);
    const event = revisedEvent(plan, after, state, {
      id: 'r',
      at: state.at,
      planHash: HASH,
      by: 'rita',
      changes,
      consent,
    });
    const next = transition(after, state, event);
    expect(next.happenings.filter(({ kind }) => kind === 'revised').map(({ say }) => say)).toEqual([
      `rita revises the plan, accepted with ${consent}`,
      'gate first.2.go: `errors < 2%` becomes `errors < 3%`',
    ]);
    expect(transition(after, next.state, event)).toEqual({ state: next.state, effects: [], happenings: [] });
    expect(() => transition(after, next.state, { ...event, id: 'another' })).toThrow(/made for plan test/u);
    expect(() => transition({ ...after, rollout: 'another' }, state, event)).toThrow(
      /with its own plan only/u,
    );
  });

  it('asks for signatures anew where the gate asks something else, and only there', () => {
    const driver = exposedDriver();
    const state: RolloutState = {
      ...driver.state,
      signatures: [{ gate: 'first.leave#1', role: 'release', who: 'rita', at: driver.now }],
    };
    const kept = takeOver(driver.plan, revised(['errors < 2%', 'errors < 1%']), state, HASH);
    expect(kept.signatures).toEqual(state.signatures);
    const asked = takeOver(driver.plan, revised(['latency < 250ms', 'latency < 200ms']), state, HASH);
    expect(asked.signatures).toEqual([]);
    const without = takeOver(driver.plan, revised(['[rita, rob]', '[rob]']), state, HASH);
    expect(without.signatures).toEqual([]);
  });

  it('does not do a response again whose place in the list has changed, and does a new one', () => {
    const driver = exposedDriver();
    driver.told = {
      ...driver.told,
      find: (key) => (key.startsWith('trigger:') ? { truth: 'yes' } : undefined),
    };
    driver.look();
    expect(driver.state.triggers['broken']?.done).toEqual([0]);
    const after = revised(['[pause, revert all after 10m]', '[tell ops, revert all after 10m, pause]']);
    expect(takeOver(driver.plan, after, driver.state, HASH).triggers['broken']?.done).toEqual([2]);
  });

  it('forgets whom the old plan has marked when the audience is another, and leaves the marks where they are', () => {
    const { plan, state } = exposedDriver();
    expect(state.environments['production']).toMatchObject({ marked: true });
    const larger = takeOver(plan, revised(['[amy, bob, cleo]', '[amy, bob, cleo, dan]']), state, HASH);
    const { production } = larger.environments;
    expect(production).not.toHaveProperty('marked');
    expect(production).not.toHaveProperty('foretold');
    expect(production?.next).toEqual(state.environments['production']?.next);
    const looser = takeOver(plan, revised(['go: [errors < 2%]', 'go: [errors < 3%]']), state, HASH);
    expect(looser.environments['production']).toEqual(state.environments['production']);
  });

  it('begins a new environment with everything off, and generations of its own', () => {
    const { plan, state } = exposedDriver();
    const next = takeOver(
      plan,
      revised(['flags:\n', 'environments: [mirror, production]\nflags:\n']),
      state,
      HASH,
    );
    const { mirror, production } = next.environments;
    expect(mirror).toMatchObject({ exposures: {}, rise: { step: 'off' }, brake: { step: 'off' } });
    expect([mirror?.rise.generation, mirror?.brake.generation]).toEqual([
      state.generation + 1,
      state.generation + 2,
    ]);
    expect(next.generation).toBe(state.generation + 2);
    expect(production).toEqual(state.environments['production']);
  });

  it('goes back to a phase that is new in front of the present one, while nobody was exposed', () => {
    const plan = planFrom(
      EXAMPLE.replace(
        '- name: first\n',
        '- name: zeroth\n    steps: [{ name: docs, tasks: [docs] }]\n  - name: first\n',
      ),
    );
    const driver = exposedDriver();
    const { state } = new CoreWorld(driver.plan);
    expect(state.control).toMatchObject({ position: { stage: 'waiting', phase: 0 } });
    const next = takeOver(driver.plan, plan, state, HASH);
    expect(next.control).toMatchObject({ position: { stage: 'entry', phase: 0 } });
    expect('entered/first' in next.told).toBe(false);
  });
});
