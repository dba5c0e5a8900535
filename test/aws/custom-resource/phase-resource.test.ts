import type {
  CustomResourceResult,
  PhaseRequest,
} from '../../../lib/aws/custom-resource/custom-resource-event.js';
import { phaseResource } from '../../../lib/aws/custom-resource/phase-resource.js';
import { smallPlan } from '../../rollout/plans.js';
import { SmallCloud } from './small-cloud.js';

let count = 0;
const ask = (
  cloud: SmallCloud,
  phase: string,
  type: PhaseRequest['RequestType'] = 'Update',
  before = 'off',
) => {
  count += 1;
  return phaseResource(cloud, {
    ResourceType: 'Custom::PhasegatePhase',
    RequestType: type,
    StackId: 'arn:aws:cloudformation:eu-west-1:1:stack/phasegate-small/1',
    RequestId: `request-${String(count)}`,
    LogicalResourceId: 'Phase',
    ResponseURL: 'http://localhost/',
    ...(type === 'Update' ? { OldResourceProperties: { Phase: before } } : {}),
    ResourceProperties: { Phase: phase, PlanHash: '0'.repeat(64), Deployed: '{}' },
  });
};
const reasonOf = (result: CustomResourceResult): string => (result.ok ? `ok: ${result.say}` : result.reason);
const GATED = {
  first:
    'enter: { all: [errors < 1%, errors < 2%, errors < 3%], tasks: [brief], signOff: [release] }\n    steps: [{ expose: 10%, soak: 1d }]',
};

describe('the phase resource', () => {
  it('leaves everything off when the stack is deployed without a phase', async () => {
    const cloud = new SmallCloud(smallPlan());
    expect(await ask(cloud, 'off', 'Create')).toEqual({ ok: true, say: 'nothing was asked for' });
    await cloud.runFor(60);
    expect((await cloud.load())?.history).toEqual([]);
  });

  it('enters a phase, names who asked, and says so again when it is asked twice', async () => {
    const cloud = new SmallCloud(smallPlan());
    expect(reasonOf(await ask(cloud, 'first'))).toBe('ok: phase first is entered');
    const state = await cloud.load();
    expect(state?.told).toHaveProperty('entered/first');
    expect(reasonOf(await ask(cloud, 'first'))).toBe(
      'ok: phase first was entered before: nothing has changed',
    );
  });

  it('refuses with the first three things that are missing, how many more there are, and where to see all', async () => {
    const cloud = new SmallCloud(smallPlan(GATED));
    cloud.metrics.set('errors', 'silent');
    const result = await ask(cloud, 'first');
    expect(reasonOf(result)).toMatch(
      /^Phase first is not entered: its gate says inconclusive\. Missing: errors < 1% is inconclusive \(no data\); errors < 2% [^;]*; errors < 3% [^;]*; and 2 more\. All of it: phasegate status small --target aws\. Nothing has changed\.$/u,
    );
    expect((await cloud.load())?.requested).toBe(-1);
    expect((await cloud.load())?.history).toEqual([]);
  });

  it('judges its gate on a look that is taken now, however long nothing has happened', async () => {
    const cloud = new SmallCloud(
      smallPlan({ first: 'enter: [errors < 1%]\n    steps: [{ expose: 10%, soak: 1d }]' }),
    );
    await cloud.runFor(300);
    expect(reasonOf(await ask(cloud, 'first'))).toBe('ok: phase first is entered');
  });

  it.each([
    ['second', /first comes first\. Deploy it: npx cdk deploy phasegate-small -c phasegate:small=first$/u],
    ['third', /has no phase "third"\. Allowed: off, first, second\.$/u],
    ['first#x', /"first#x" is no phase\. Allowed: off, .*first#2\.$/u],
    ['first#2', /Attempt 2 was asked for, and this is attempt 1\.$/u],
  ])('refuses %s', async (phase, reason) => {
    expect(reasonOf(await ask(new SmallCloud(smallPlan()), phase))).toMatch(reason);
  });

  it('refuses after a revert, with the command of the new attempt, and takes that', async () => {
    const cloud = new SmallCloud(smallPlan());
    await ask(cloud, 'first');
    await cloud.runFor(5);
    cloud.say('olga', { kind: 'revert', what: 'phase' });
    await cloud.runFor(5);
    expect(reasonOf(await ask(cloud, 'first'))).toMatch(
      /^Users of small were put back \(phase\): it goes on only as a new attempt\. .* npx cdk deploy phasegate-small -c phasegate:small=first#2$/u,
    );
    expect(reasonOf(await ask(cloud, 'first#2'))).toBe('ok: phase first is entered');
  });

  it('lets CloudFormation take an update back: the earlier phase is asked for again, and nothing happens', async () => {
    const cloud = new SmallCloud(smallPlan());
    await ask(cloud, 'first');
    await cloud.runFor(2 * 1440);
    expect(reasonOf(await ask(cloud, 'second'))).toBe('ok: phase second is entered');
    expect(reasonOf(await ask(cloud, 'first'))).toMatch(/^ok: phase first was entered before/u);
    expect((await cloud.load())?.control).toMatchObject({ mode: 'running', position: { phase: 1 } });
  });

  it('lets CloudFormation take an update back after a revert as well: a refusal there would leave the stack stuck', async () => {
    const cloud = new SmallCloud(smallPlan());
    await ask(cloud, 'first');
    await cloud.runFor(2 * 1440);
    expect((await ask(cloud, 'second')).ok).toBe(true);
    cloud.deployed = 'second';
    cloud.say('olga', { kind: 'revert', what: 'all' });
    await cloud.runFor(5);
    expect((await ask(cloud, 'first')).ok).toBe(false);
    expect(reasonOf(await ask(cloud, 'second'))).toBe('ok: no other phase was asked for');
    expect((await cloud.load())?.control.mode).toBe('reverted');
  });

  it('asks for nothing when only something else of the stack has changed', async () => {
    const cloud = new SmallCloud(smallPlan());
    await ask(cloud, 'first');
    await cloud.runFor(5);
    cloud.say('olga', { kind: 'revert', what: 'all' });
    await cloud.runFor(5);
    expect(reasonOf(await ask(cloud, 'first', 'Update', 'first'))).toBe('ok: no other phase was asked for');
  });

  it('may be deleted while nobody is exposed, and not afterwards', async () => {
    const cloud = new SmallCloud(smallPlan());
    expect((await ask(cloud, 'off', 'Delete')).ok).toBe(true);
    await ask(cloud, 'first');
    await cloud.runFor(5);
    expect(reasonOf(await ask(cloud, 'first', 'Delete'))).toMatch(
      /^About 100 users are exposed.*phasegate revert small --target aws/u,
    );
    cloud.say('olga', { kind: 'revert', what: 'all' });
    await cloud.runFor(5);
    expect((await ask(cloud, 'first', 'Delete')).ok).toBe(true);
  });
});
