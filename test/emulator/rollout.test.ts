import { join } from 'node:path';
import { DeleteStackCommand, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import type { FlagDocument } from '../../lib/flags/document.js';
import type { CommandAnswer } from './commands.js';
import { pythonEnvironment } from './ministack/python-environment.js';
import { GROUND, openScene, type Scene } from './scene.js';
import { Traffic } from './traffic.js';
import { waitFor } from './wait.js';

const MAIN = 'e2e-main';
const GLASS = 'e2e-glass';
/** Somebody in the first 30 percent, and somebody behind. */
const EARLY = 'ann';

/** What a claim rests on. */
const AS_IS = 'on the emulator as it is';
const BY_HAND = 'alarm states set by hand';
const MODEL = 'on our AppConfig model';

let scene: Scene;
let traffic: Traffic | undefined;
let broken = false;
const measured: Record<string, string> = {};

/** One step of the story; after one that failed the others cannot be told. */
function step(what: string, rests: string, act: () => Promise<void>, rollout = MAIN): void {
  it(`${what} (${GROUND === 'aws' ? 'on AWS' : rests})`, async () => {
    if (broken) throw new Error('an earlier step failed');
    broken = true;
    try {
      await act();
      broken = false;
    } catch (error) {
      // Whoever has to find out why sees what the rollout has seen.
      console.log(await scene.story(rollout).catch((reason: unknown) => String(reason)));
      throw error;
    }
  }, 120_000);
}
const deploy = (rollout: string, phase?: string) =>
  scene.cdk(
    'deploy',
    '--require-approval',
    'never',
    `phasegate-${rollout}`,
    ...(phase === undefined ? [] : ['-c', `phasegate:${rollout}=${phase}`]),
  );
/** @throws with what the command said */
function succeeded(answer: CommandAnswer): CommandAnswer {
  if (answer.status === 0) return answer;
  throw new Error(`the deployment failed:\n${answer.output.slice(-4_000)}`);
}
const isOn = (rollout: string, user: string) => async () =>
  (await scene.ask(rollout, user)).cohort === 'canary';

beforeAll(async () => {
  scene = await openScene();
}, 120_000);
afterAll(async () => {
  traffic?.stop();
  await scene.close();
  console.log(
    Object.entries(measured)
      .map(([what, figure]) => `${what}: ${figure}`)
      .join('\n'),
  );
}, 60_000);

describe('a rollout, from its first deployment to its deletion', () => {
  step('deploys two stacks, both off for everybody', `${AS_IS}, ${MODEL}`, async () => {
    if (GROUND === 'emulator') {
      succeeded(await scene.cdk('bootstrap', 'aws://000000000000/us-east-1'));
    }
    const stacks = [MAIN, GLASS].map((rollout) => `phasegate-${rollout}`);
    const { seconds } = succeeded(await scene.cdk('deploy', ...stacks, '--require-approval', 'never'));
    measured['first deployment of two stacks'] = `${seconds.toFixed(1)} s`;
    await scene.setAlarms(MAIN, 'OK');
    await scene.setAlarms(GLASS, 'OK');
    expect(await scene.ask(MAIN, EARLY)).toMatchObject({ variant: 'old', cohort: 'control' });
    expect((await scene.state(MAIN))?.history).toEqual([]);
  });

  step(
    'refuses a phase while nothing is measured, with a sentence, and nothing has changed',
    AS_IS,
    async () => {
      const { status, output } = await deploy(MAIN, 'pilot');
      expect(status).not.toBe(0);
      expect(output.replaceAll(/\s+/gu, ' ')).toContain(
        'Phase pilot is not entered: its gate says inconclusive. Missing: errors in control < 2% over 3m',
      );
      expect(output).toContain(`phasegate status ${MAIN} --target aws`);
      expect((await scene.state(MAIN))?.requested).toBe(-1);
      expect(await isOn(MAIN, EARLY)()).toBe(false);
    },
  );

  step(
    'enters the phase once control is well, and its first step reaches the staff',
    `${AS_IS}, ${MODEL}`,
    async () => {
      traffic = await Traffic.start(scene.cloudwatch, [MAIN, GLASS]);
      const { status, output } = await deploy(MAIN, 'pilot');
      expect({ status, output }).toMatchObject({ status: 0 });
      await waitFor('the staff has it', isOn(MAIN, EARLY), Boolean);
      expect(await scene.ask(MAIN, 'zoe')).toMatchObject({ cohort: 'control' });
      if (scene.model) {
        // AWS answers raw questions in Amazon Ion; the model in JSON.
        const { values } = JSON.parse(await scene.served(MAIN, 'production-rise')) as FlagDocument;
        expect(values['checkout']?._variants[0]).toMatchObject({
          name: 'new',
          rule: '(in $userId ["ann","ben"])',
        });
      }
    },
  );

  step(
    'passes the gate by the deployed controller and its schedule, and the next step grows and bakes',
    `${AS_IS}, ${MODEL}`,
    async () => {
      const lane = async () => {
        const { model } = scene;
        const { BreakGlassproduction2Rise = '' } = await scene.outputs(MAIN);
        const [, application = '', environment = ''] =
          /--application-id (\S+) --environment-id (\S+)/u.exec(BreakGlassproduction2Rise) ?? [];
        return model?.history(application, environment).at(-1);
      };
      if (scene.model) {
        await waitFor(
          'it grows',
          lane,
          (seen) =>
            seen?.description === 'e2e-main: step pilot.2' && seen.percentage > 0 && seen.percentage < 100,
        );
        await waitFor('it bakes', lane, (seen) => seen?.state === 'baking');
        await waitFor('it is complete', lane, (seen) => seen?.state === 'complete');
      }
      const { seconds } = await waitFor(
        'the phase is left',
        () => scene.state(MAIN),
        (state) => state?.told['left/pilot'] !== undefined,
        150,
      );
      measured['from the second step to the end of the phase'] = `${seconds.toFixed(1)} s`;
    },
  );

  step('is paused and resumed by somebody who has signed, and says how it stands', AS_IS, async () => {
    const paused = succeeded(await scene.phasegate('pause', MAIN, '--because', 'lunch'));
    expect(paused.output).toContain('pauses: lunch');
    expect((await scene.phasegate('resume', MAIN)).output).toContain('say --yes');
    expect(succeeded(await scene.phasegate('resume', MAIN, '--yes')).output).toContain(
      'iam/000000000000/root',
    );
    const { output } = succeeded(await scene.phasegate('status', MAIN));
    expect(output).toMatch(/waits for somebody to ask for phase wide/u);
    expect(output).toMatch(/about \d+ users of 1,000/u);
  });

  step('answers the same phase again with nothing to do, and enters the next', AS_IS, async () => {
    succeeded(await deploy(MAIN, 'wide'));
    await waitFor('everybody has it', isOn(MAIN, 'zoe'), Boolean);
  });

  step(
    'reverts everybody when the alarm of a trigger goes off, unasked',
    `${BY_HAND}, ${AS_IS}, ${MODEL}`,
    async () => {
      const began = performance.now();
      await scene.setAlarms(MAIN, 'ALARM', 'errors-high');
      await waitFor('nobody has it', isOn(MAIN, 'zoe'), (on) => !on, 60);
      measured['from the breach to the published brake'] =
        `${((performance.now() - began) / 1000).toFixed(2)} s`;
      expect((await scene.state(MAIN))?.control.mode).toBe('reverted');
    },
  );

  step('refuses to go on as if nothing had been, and says how', AS_IS, async () => {
    const { status, output } = await deploy(MAIN, 'pilot');
    expect(status).not.toBe(0);
    expect(output.replaceAll(/\s+/gu, ' ')).toContain('-c phasegate:e2e-main=pilot#2');
  });

  step('goes on as a second attempt', `${BY_HAND}, ${MODEL}`, async () => {
    await scene.setAlarms(MAIN, 'OK', 'errors-high');
    succeeded(await deploy(MAIN, 'pilot#2'));
    await waitFor('the staff has it again', isOn(MAIN, EARLY), Boolean);
  });

  step('is protected against deletion', AS_IS, async () => {
    const refused = scene.cloudformation.send(new DeleteStackCommand({ StackName: `phasegate-${MAIN}` }));
    await expect(refused).rejects.toThrow(/TerminationProtection|termination protection/iu);
    expect(await isOn(MAIN, EARLY)()).toBe(true);
  });

  step('is killed by one command, and can be deleted then', `${AS_IS}, ${MODEL}`, async () => {
    succeeded(await scene.phasegate('kill', MAIN));
    await waitFor('nobody has it', isOn(MAIN, EARLY), (on) => !on, 30);
    const StackName = `phasegate-${MAIN}`;
    await scene.cloudformation.send(
      new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
    );
    await scene.cloudformation.send(new DeleteStackCommand({ StackName }));
    const { seen } = await waitFor(
      'the stack is gone',
      async () => scene.failures(MAIN),
      (found) => found !== 'in progress',
    );
    expect(seen).toEqual([]);
  });
});

describe('the break-glass card', () => {
  step(
    'serves `off` with two plain commands when all our functions are gone',
    `${AS_IS}, ${MODEL}`,
    async () => {
      const { status, output } = await deploy(GLASS, 'pilot');
      expect({ status, output }).toMatchObject({ status: 0 });
      await waitFor('the staff has it', isOn(GLASS, EARLY), Boolean);
      for (const { ResourceType, PhysicalResourceId } of await scene.resources(GLASS))
        if (ResourceType === 'AWS::Lambda::Function')
          await scene.lambda.send(new DeleteFunctionCommand({ FunctionName: PhysicalResourceId }));
      const outputs = await scene.outputs(GLASS);
      const aws = join(pythonEnvironment('aws-cli', 'test/emulator/ministack/aws-cli.txt'), 'aws');
      for (const name of ['BreakGlassproduction1Brake', 'BreakGlassproduction2Rise']) {
        const [, ...args] = (outputs[name] ?? '').split(' ');
        succeeded(await scene.run(aws, args));
        if (name.endsWith('Brake')) await waitFor('nobody has it', isOn(GLASS, EARLY), (on) => !on, 30);
      }
      expect(await scene.ask(GLASS, EARLY)).toMatchObject({ variant: 'old' });
    },
  );
});
