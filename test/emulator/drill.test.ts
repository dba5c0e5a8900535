import type { CommandAnswer } from './commands.js';
import { GROUND, openScene, type Scene } from './scene.js';
import { Traffic } from './traffic.js';
import { waitFor } from './wait.js';

const ROLLOUT = 'e2e-drill';
/** Of the staff, whom the first step exposes. */
const ANN = 'ann';
const RESTS =
  GROUND === 'aws' ? 'on AWS' : 'on the emulator as it is, alarm states set by hand, on our AppConfig model';

let scene: Scene;
let traffic: Traffic | undefined;
let broken = false;

/** One step of the story; after one that failed the others cannot be told. */
function step(what: string, act: () => Promise<void>): void {
  it(`${what} (${RESTS})`, async () => {
    if (broken) throw new Error('an earlier step failed');
    broken = true;
    try {
      await act();
      broken = false;
    } catch (error) {
      console.log(await scene.story(ROLLOUT).catch((reason: unknown) => String(reason)));
      throw error;
    }
  }, 180_000);
}
const deploy = (phase?: string): Promise<CommandAnswer> =>
  scene.cdk(
    'deploy',
    '--require-approval',
    'never',
    `phasegate-${ROLLOUT}`,
    ...(phase === undefined ? [] : ['-c', `phasegate:${ROLLOUT}=${phase}`]),
  );
/** @throws with what the command said */
function succeeded(answer: CommandAnswer): CommandAnswer {
  if (answer.status === 0) return answer;
  throw new Error(`the command failed:\n${answer.output.slice(-4_000)}`);
}

beforeAll(async () => {
  scene = await openScene();
}, 120_000);
afterAll(async () => {
  traffic?.stop();
  await scene.close();
}, 60_000);

describe('a drill on a stack', () => {
  step('is what an entry gate waits for that asks for one', async () => {
    if (GROUND === 'emulator') succeeded(await scene.cdk('bootstrap', 'aws://000000000000/us-east-1'));
    succeeded(await deploy());
    await scene.setAlarms(ROLLOUT, 'OK');
    traffic = await Traffic.start(scene.cloudwatch, [ROLLOUT]);
    const { status, output } = await deploy('pilot');
    expect(status).not.toBe(0);
    expect(output.replaceAll(/\s+/gu, ' ')).toContain('drill younger than 14d');
    expect(output.replaceAll(/\s+/gu, ' ')).toContain('there was no drill');
  });

  step('sees the function that reverts publish the brake, and a client served the old variant', async () => {
    const before = await scene.state(ROLLOUT);
    const { output, seconds } = succeeded(await scene.phasegate('drill', ROLLOUT));
    console.log(`a drill, as it is told (${seconds.toFixed(1)} s):\n${output}`);
    for (const leg of [
      'on published',
      'on seen',
      'alarm set',
      'decided',
      'brake published',
      'off seen',
      'cleaned up',
    ])
      expect(output).toMatch(new RegExp(`^${leg} +\\d+\\.\\ds `, 'mu'));
    expect(output).toContain('verdict');
    expect(output).toContain('passed: the brake was published');
    const after = await scene.state(ROLLOUT);
    expect(after?.drill).toMatchObject({ last: { verdict: 'passed', by: 'iam/000000000000/root' } });
    // Nothing of the rollout itself was published.
    expect(after?.generation).toBe(before?.generation);
    expect(after?.history).toEqual([]);
  });

  step('opens the gate, and is told by the status', async () => {
    expect(succeeded(await scene.phasegate('status', ROLLOUT)).output).toMatch(
      /drill +that of iam\/000000000000\/root, .* passed/u,
    );
    succeeded(await deploy('pilot'));
    await waitFor(
      'the staff has it',
      async () => (await scene.ask(ROLLOUT, ANN)).cohort === 'canary',
      Boolean,
    );
  });

  step('touches nobody who is exposed, and passes as often as it is asked for', async () => {
    const cohorts = new Set<string>();
    let isOver = false;
    const watched = (async () => {
      while (!isOver) cohorts.add((await scene.ask(ROLLOUT, ANN)).cohort);
    })();
    const { output } = succeeded(await scene.phasegate('drill', ROLLOUT, '--json'));
    isOver = true;
    await watched;
    expect(JSON.parse(output)).toMatchObject({ verdict: 'passed', ground: 'aws' });
    expect([...cohorts]).toEqual(['canary']);
  });
});
