import { planResource, type PlannedRollout } from '../../lib/aws/custom-resource/plan-resource.js';
import type { PlanRequest } from '../../lib/aws/custom-resource/custom-resource-event.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { revisionRefusalText } from '../../lib/report/revision-text.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import type { CommitAnswer, StateStore } from '../../lib/runtime/ports.js';
import { revise } from '../../lib/runtime/revise.js';
import { exposedDriver, revised } from '../rollout/revision/example.js';

const BEFORE = revised();
const HASH = 'f'.repeat(64);

/** A store that holds a rollout whose first step has reached its users. */
async function exposedStore(): Promise<{ store: MemoryStore; state: RolloutState }> {
  const { state } = exposedDriver(BEFORE);
  const store = new MemoryStore();
  await store.commit({
    expectedRevision: 0,
    state,
    evidence: {
      revision: state.revision,
      at: state.at,
      event: { kind: 'said', id: 'x', at: state.at, who: 'rita', word: { kind: 'resume' } },
      happenings: [],
      effects: [],
      state: '',
    },
    effects: [],
  });
  return { store, state };
}
const ask = async (store: StateStore, after: RolloutPlan, at: number, consent?: string) =>
  revise(
    { store, clock: new VirtualClock(at) },
    {
      id: 'revision-1',
      by: 'CloudFormation',
      before: BEFORE,
      after,
      planHash: HASH,
      ...(consent ? { consent } : {}),
    },
  );

const TIGHTER = revised(['errors < 1%', 'errors < 0.5%']);
const LOOSER = revised(['errors < 1%', 'errors < 3%']);

describe('another plan', () => {
  it('takes over at once where it only tightens, and the rollout is pinned to it', async () => {
    const { store, state } = await exposedStore();
    expect((await ask(store, TIGHTER, state.at)).kind).toBe('accepted');
    const after = await store.load();
    expect(after?.planHash).toBe(HASH);
    expect(after?.revision).toBe(state.revision + 1);
    expect(after?.environments).toEqual(state.environments);
  });

  it('that loosens a gate of a live rollout needs the code of exactly these changes', async () => {
    const { store, state } = await exposedStore();
    const refused = await ask(store, LOOSER, state.at);
    expect(refused.kind).toBe('refused');
    expect(refused.consent).toMatch(/^[0-9a-f]{8}$/u);
    expect((await store.load())?.planHash).toBe(state.planHash);
    expect((await ask(store, LOOSER, state.at, '00000000')).kind).toBe('refused');
    expect((await ask(store, LOOSER, state.at, refused.consent)).kind).toBe('accepted');
    expect((await store.load())?.planHash).toBe(HASH);
  });

  it('is judged again on the newest state when somebody commits in between', async () => {
    const { store, state } = await exposedStore();
    let conflicts = 2;
    const busy: StateStore = Object.assign(Object.create(store) as StateStore, {
      load: async () => store.load(),
      commit: async (change: Parameters<StateStore['commit']>[0]): Promise<CommitAnswer> => {
        conflicts -= 1;
        return conflicts >= 0 ? { kind: 'conflict' } : store.commit(change);
      },
    });
    expect((await ask(busy, TIGHTER, state.at)).kind).toBe('accepted');
    expect((await store.load())?.planHash).toBe(HASH);
  });

  it('says why not in a sentence that CloudFormation can show', async () => {
    const { store, state } = await exposedStore();
    const text = revisionRefusalText('phoenix', await ask(store, LOOSER, state.at));
    expect(text).toMatch(
      /^The changed plan of phoenix needs the consent of a person: .*To accept exactly these changes: npx cdk deploy phasegate-phoenix -c phasegate:phoenix:accept=[0-9a-f]{8}\. Nothing has changed\.$/u,
    );
    expect(text.length).toBeLessThan(2_000);
  });
});

describe('the plan resource', () => {
  const request = (hash: string, type: PlanRequest['RequestType'] = 'Update'): PlanRequest => ({
    ResourceType: 'Custom::PhasegatePlan',
    RequestType: type,
    StackId: 'arn:aws:cloudformation:eu-west-1:1:stack/phasegate-shop/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Plan',
    ResponseURL: 'http://localhost/',
    ResourceProperties: { PlanHash: hash, Bucket: 'b', Key: 'k', Accept: '' },
  });
  const told: string[] = [];
  const rolloutWith = (parts: Partial<PlannedRollout>): PlannedRollout => ({
    fetchPlan: async () => Promise.resolve({ file: 'a.yaml', text: '', lists: {} }),
    keep: async () => Promise.resolve(told.push('kept')),
    revise: async (_source, { by, consent }) => {
      told.push(`revised by ${by} with "${consent}"`);
      return Promise.resolve({ ok: false, reason: 'looser' });
    },
    pinnedTo: async () => Promise.resolve('old'),
    lastDeployment: async () => Promise.resolve({ planHash: 'old' }),
    ...parts,
  });
  beforeEach(() => {
    told.length = 0;
  });

  it('keeps the first plan until the rollout begins', async () => {
    const first = rolloutWith({ pinnedTo: async () => Promise.resolve(undefined) });
    expect((await planResource(first, request('new', 'Create'))).ok).toBe(true);
    expect(told).toEqual(['kept']);
  });

  it('does nothing for the plan that the rollout is pinned to, and keeps it when it is deleted', async () => {
    expect((await planResource(rolloutWith({}), request('old'))).ok).toBe(true);
    expect((await planResource(rolloutWith({}), request('new', 'Delete'))).ok).toBe(true);
    expect(told).toEqual([]);
  });

  it('hands over to another plan, or says why not', async () => {
    expect(await planResource(rolloutWith({}), request('new'))).toEqual({ ok: false, reason: 'looser' });
    expect(told).toEqual(['revised by CloudFormation (phasegate-shop) with ""']);
  });

  it('never refuses to go back to the plan of the last complete deployment: the stack would be stuck', async () => {
    const takenOver = rolloutWith({ pinnedTo: async () => Promise.resolve('new') });
    expect(await planResource(takenOver, request('old'))).toEqual({
      ok: true,
      say: 'the rollout keeps the plan new, which it has taken over: looser',
    });
  });
});
