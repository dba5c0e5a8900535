import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateFlag } from '../../lib/flags/evaluate.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import { stepsOf } from '../../lib/plan/rollout-plan.js';
import type { FlagsView } from '../../lib/report/flags-view.js';
import { laneDocument } from '../../lib/rollout/desired.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { transition } from '../../lib/rollout/transition.js';
import { verifyChain } from '../../lib/runtime/evidence-chain.js';
import { inFolder, phasegate, REPOSITORY, STACK } from './command-line.js';

const folder = inFolder();
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');
const PHOENIX = 'plans/phoenix.yaml';

function flags(plan: string, ...options: readonly string[]) {
  return phasegate(REPOSITORY, ['flags', plan, ...options]);
}

async function view(plan: string, ...options: readonly string[]): Promise<FlagsView> {
  const { exit, out } = await flags(plan, ...options, '--json');
  expect(exit).toBe(0);
  return JSON.parse(out) as FlagsView;
}

describe('the documents', () => {
  it('are those that a run submits when the step is reached', async () => {
    folder.put('plan.yaml', PLAN);
    await phasegate(folder.path(), ['run', 'plan.yaml', '--evidence', 'e.jsonl', '--until', 'everybody']);
    const chain = verifyChain(readFileSync(join(folder.path(), 'e.jsonl'), 'utf8'));
    const { plan } = readPlan('plan.yaml', PLAN, () => undefined);
    if (!chain.ok || !plan) throw new Error('the run left no evidence');
    let state: RolloutState | undefined;
    const submitted = new Map<string, string>();
    for (const entry of chain.entries) {
      if (entry.kind !== 'transition') continue;
      state = transition(plan, state, entry.event).state;
      const { control } = state;
      if (control.mode !== 'running' || control.position.stage !== 'soaking') continue;
      const step = plan.phases[control.position.phase]?.steps[control.position.step];
      const lanes = (['rise', 'brake'] as const).map((lane) =>
        laneDocument(plan, state as RolloutState, 'production', lane),
      );
      submitted.set(step?.id ?? '', JSON.stringify(lanes));
    }
    expect([...submitted.keys()]).toEqual(stepsOf(plan).map(({ id }) => id));
    for (const [step, documents] of submitted) {
      const { out } = await phasegate(folder.path(), ['flags', 'plan.yaml', '--at', step, '--json']);
      const { lanes } = JSON.parse(out) as FlagsView;
      expect(JSON.stringify([lanes.rise?.document, lanes.brake?.document])).toBe(documents);
    }
  }, 60_000);

  it('are said with their size and the limit', async () => {
    const { lanes } = await view(PHOENIX, '--at', 'beta.2');
    for (const lane of [lanes.rise, lanes.brake]) {
      expect(lane?.bytes).toBe(Buffer.byteLength(JSON.stringify(lane?.document)));
      expect(lane?.limit).toBe(2_097_152);
    }
    const { out } = await flags(PHOENIX, '--at', 'beta.2');
    expect(out).toMatch(
      new RegExp(
        `^ {2}${(lanes.rise?.bytes ?? 0).toLocaleString('en-US')} of at most 2,097,152 bytes$`,
        'mu',
      ),
    );
  });

  it('are one lane only when asked', async () => {
    expect(Object.keys((await view(PHOENIX, '--at', 'beta.2', '--lane', 'brake')).lanes)).toEqual(['brake']);
    const { out } = await flags(PHOENIX, '--at', 'beta.2', '--lane', 'brake');
    expect(out).toMatch(/^Brake lane/mu);
    expect(out).not.toMatch(/^Rise lane/mu);
  });
});

describe('a point', () => {
  it.each([
    ['start', 'start', 'nobody'],
    ['beta.2', 'beta.2', 'about 257 users'],
    ['beta', 'beta.3', 'about 355 users'],
    ['end', 'stabilise.4', 'at most 1,250 users (100%), some of them only if configValid is true'],
  ])('%s is %s', async (at, point, reach) => {
    const found = await view(PHOENIX, '--at', at);
    expect(found.at.point).toBe(point);
    expect(found.exposed[0]?.reach).toContain(reach);
  });

  it.each([
    [
      ['--at', 'beta.4'],
      /no step or phase `beta\.4`[\s\S]*`beta\.1`, *\s*`beta\.2`[\s\S]*did you mean `beta\.3`\?/u,
    ],
    [['--at', 'bate.2'], /did you mean `beta\.2`\?/u],
    [['--at', 'Conservative'], /did you mean `beta\.1`\?/u],
    [['--at', 'the moon'], /no step or phase `the moon`[\s\S]*do: say which with --at/u],
    [[], /no point of the plan[\s\S]*`start`[\s\S]*`end`\n {2}do: say which with --at/u],
    [
      ['--at', 'end', '--environment', 'prodution'],
      /no environment `prodution`[\s\S]*did you mean `production`\?/u,
    ],
  ])('%j is refused with what is allowed', async (options, said) => {
    const { exit, out, err } = await flags(PHOENIX, ...options);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(said);
    expect(Math.max(...err.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(err).not.toMatch(STACK);
  });

  it.each([
    ['start', [], 'development', 'nobody'],
    ['development', [], 'development', 'all 8,000 users'],
    ['staging.1', [], 'staging', 'nobody'],
    ['staging.3', [], 'staging', 'all 8,000 users'],
    ['end', ['--environment', 'development'], 'development', 'all 8,000 users'],
    ['development', ['--environment', 'production'], 'production', 'nobody'],
  ])('%s with %j is looked at in %s', async (at, options, environment, reach) => {
    const found = await view('plans/connection-flow.yaml', '--at', at, ...options);
    expect(found.environment).toBe(environment);
    expect(found.exposed[0]?.reach).toContain(reach);
  });
});

describe('--user', () => {
  const ASK = ['--at', 'beta.2', '--user', 'u-17'] as const;

  it('shows the bucket, the salt and what is missing', async () => {
    const { out } = await flags(PHOENIX, ...ASK);
    expect(out).toMatch(/bucket 870,192 of 1,000,000 with salt phoenix/u);
    expect(out).toMatch(/not given {3}customizations, risk: what asks for it is false/u);
    expect(out).toMatch(/- internal: not on the list\n/u);
  });

  it.each([
    ['internal-01', [], 'new', 'internal: on the list'],
    ['u-17', ['customizations=0', 'risk=low'], 'old', 'bucket 870,192 is not below 216,667'],
    [
      'u-17',
      ['customizations=9', 'risk=low'],
      'old',
      'customizations=9, risk=low fails its rule, customizations <= 1 and risk is low',
    ],
    [early(), ['customizations=1', 'risk=low'], 'new', 'customizations=1, risk=low keeps its rule'],
    [early(), ['customizations=1', 'risk=high'], 'old', 'customizations=1, risk=high fails its rule'],
    [early(), [], 'old', 'customizations is not given'],
  ])('says why %s with %j gets the variant that the documents give', async (user, context, variant, why) => {
    const options = context.flatMap((pair) => ['--context', pair]);
    const { lanes, unit } = await view(PHOENIX, '--at', 'beta.2', '--user', user, ...options);
    const served = unit?.flags.find(({ flag }) => flag === 'microSlots');
    expect(served?.variant).toBe(variant);
    expect(served?.cohort).toBe(variant === 'old' ? 'control' : 'canary');
    expect(served?.why.join('\n')).toContain(why);
    if (!lanes.rise || !lanes.brake || !unit) throw new Error('a lane is missing');
    const asked = servedVariant(
      evaluateFlag(lanes.rise.document, 'microSlots', unit.context),
      evaluateFlag(lanes.brake.document, 'microSlots', unit.context),
      'old',
    );
    expect(served?.variant).toBe(asked.variant);
  });

  it.each([
    [['--context', 'risk'], /--context risk without a value[\s\S]*write name=value/u],
    [['--context', '=low'], /--context =low without a name[\s\S]*write name=value/u],
    [
      ['--context', 'rsik=low'],
      /no attribute `rsik`[\s\S]*`customizations`, `risk`, `configValid`[\s\S]*did you mean `risk`\?/u,
    ],
    [['--context', 'risk=lo'], /no value `lo`[\s\S]*`low`, `medium`, `high`/u],
    [['--context', 'customizations=many'], /`customizations` is a number in the plan, and `many` is none/u],
    [['--context', 'configValid=yes'], /`configValid` is a boolean[\s\S]*true or false/u],
    [['--context', 'risk=low', '--context', 'risk=high'], /--context risk= more than once/u],
    [['--context', 'bucket=1'], /the bucket follows from the user/u],
    [['--context', 'userId=x'], /--user x/u],
    [['--context', 'region=eu', '--context', 'region=us'], /--context region= more than once/u],
  ])('refuses %j', async (options, said) => {
    const { exit, out, err } = await flags(PHOENIX, ...ASK, ...options);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(said);
    expect(err).not.toMatch(STACK);
  });

  it.each(['region', '__proto__', 'constructor'])(
    'takes what an application sends and the plan does not look at, and says so: %s',
    async (name) => {
      const withIt = await flags(PHOENIX, ...ASK, '--context', `${name}=eu`);
      const without = await flags(PHOENIX, ...ASK);
      expect({ exit: withIt.exit, out: withIt.out }).toEqual({ exit: 0, out: without.out });
      expect(withIt.err).toContain(`note: the plan does not look at \`${name}\``);
    },
  );

  it('says everything that is wrong at once', async () => {
    const { err } = await flags(
      PHOENIX,
      '--at',
      'bta.2',
      '--environment',
      'x',
      '--user',
      '',
      '--context',
      'risk',
    );
    expect(err.match(/^error: /gmu)).toHaveLength(4);
  });

  it('is needed for --context', async () => {
    const { exit, err } = await flags(PHOENIX, '--at', 'beta.2', '--context', 'risk=low');
    expect(exit).toBe(2);
    expect(err).toMatch(/--context without --user/u);
  });

  it('lets no name move the cursor', async () => {
    const { exit, out } = await flags(PHOENIX, '--at', 'beta.2', '--user', 'a\u001B[2Jb\nMICRO\u202E');
    expect(exit).toBe(0);
    expect(out).toMatch(/^What a\uFFFD\[2Jb\uFFFDMICRO\uFFFD gets$/mu);
  });
});

describe('without --user', () => {
  it('says who is in and about how many they are', async () => {
    const { out } = await flags(PHOENIX, '--at', 'beta.2');
    expect(out).toMatch(
      /new for about 257 users ±26 \(20\.6%\)\n {4}- the list internal: all of its 10 users\n/u,
    );
    expect(out.replace(/\n */gu, ' ')).toContain(
      'simple (customizations <= 1 and risk is low): 21.7%, buckets below 216,667; about 104 of 480 users',
    );
  });

  it.each(['phoenix', 'comfyfixer', 'connection-flow', 'dark-launch', 'unified-pipeline'])(
    'shows every point of %s within 80 columns',
    async (name) => {
      const text = readFileSync(join(REPOSITORY, 'plans', `${name}.yaml`), 'utf8');
      const { plan } = readPlan(name, text, (list) => readFileSync(join(REPOSITORY, 'plans', list), 'utf8'));
      for (const step of plan ? stepsOf(plan) : []) {
        const { exit, out } = await flags(`plans/${name}.yaml`, '--at', step.id);
        expect(exit).toBe(0);
        expect(out).not.toMatch(STACK);
        const longest = out.split('\n').filter((line) => line.length > 80);
        expect(longest).toEqual([]);
      }
    },
    60_000,
  );
});

/** A user whom every share above 1% reaches. */
function early(): string {
  return (
    Array.from({ length: 1000 }, (_, index) => `u-${String(index)}`).find(
      (unit) => bucketOf('phoenix', unit) < 10_000,
    ) ?? ''
  );
}
