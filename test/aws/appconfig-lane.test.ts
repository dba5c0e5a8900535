import {
  CreateHostedConfigurationVersionCommand,
  DeleteHostedConfigurationVersionCommand,
  ListHostedConfigurationVersionsCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { ServiceError } from '../../lib/aws/service-error.js';
import type { ServerFault } from '../../lib/local/appconfig-server/start-server.js';
import { markedDocument } from '../contracts/flag-lane.contract.js';
import { appConfigScene, complete, requestOf, type Scene } from './appconfig-scene.js';

let scene: Scene;
afterEach(async () => scene.close());

/** Lets the first requests of an operation go wrong. */
const failing = (operation: string, fault: ServerFault, times = Infinity) => {
  let left = times;
  return { faults: (asked: string) => (asked === operation && (left -= 1) >= 0 ? fault : undefined) };
};

const versions = async ({ client, where }: Scene) =>
  (await client.send(new ListHostedConfigurationVersionsCommand(where))).Items ?? [];

describe('a version that a crashed attempt has left', () => {
  it.each(['refused', 'allowed'] as const)('is used again when label reuse is %s', async (labelReuse) => {
    scene = await appConfigScene({
      switches: { labelReuse },
      ...failing('StartDeployment', { type: 'InternalServerException' }, 1),
    });
    await expect(scene.lane.deploy(requestOf('plan-1'))).rejects.toThrow(ServiceError);
    expect(await scene.newLane().deploy(requestOf('plan-1'))).toEqual({ kind: 'started', number: 1 });
    expect(await versions(scene)).toHaveLength(1);
  });

  it('is found when only the answer to storing it was lost', async () => {
    const lost = { type: 'InternalServerException', carriedOut: true } as const;
    scene = await appConfigScene(failing('CreateHostedConfigurationVersion', lost, 1));
    await expect(scene.lane.deploy(requestOf('plan-1'))).rejects.toThrow(ServiceError);
    expect((await scene.newLane().deploy(requestOf('plan-1'))).kind).toBe('started');
    expect(await versions(scene)).toHaveLength(1);
  });

  it('is found when another controller stored it between the search and the request', async () => {
    scene = await appConfigScene(
      failing('CreateHostedConfigurationVersion', { type: 'ConflictException', carriedOut: true }, 1),
    );
    expect((await scene.lane.deploy(requestOf('plan-1'))).kind).toBe('started');
  });

  it('is not used when it says something else', async () => {
    scene = await appConfigScene(failing('StartDeployment', { type: 'InternalServerException' }, 1));
    await expect(scene.lane.deploy(requestOf('plan-1', 0, 'one'))).rejects.toThrow(ServiceError);
    const answer = await scene.newLane().deploy(requestOf('plan-1', 0, 'other'));
    expect(answer).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('plan-1') });
    expect((await scene.lane.look()).latestNumber).toBe(0);
  });

  it('is told from labels that only begin alike', async () => {
    scene = await appConfigScene();
    await complete(scene, 'plan-11');
    expect((await scene.lane.deploy(requestOf('plan-1*', 1))).kind).toBe('started');
  });
});

describe('what clients hold', () => {
  it('is read without the time stamps that AppConfig adds', async () => {
    scene = await appConfigScene();
    await complete(scene, 'plan-1');
    expect((await scene.newLane().look()).served?.document).toEqual(markedDocument('plan-1'));
  });

  it('is read once per version', async () => {
    scene = await appConfigScene();
    await complete(scene, 'plan-1');
    const lane = scene.newLane();
    for (let look = 0; look < 3; look += 1) await lane.look();
    expect(scene.called.filter((name) => name === 'GetHostedConfigurationVersion')).toHaveLength(1);
  });

  it.each([60, 120])(
    'is known after %d deployments in a few hours, by as many pages as it takes',
    async (many) => {
      scene = await appConfigScene();
      for (let number = 1; number <= many; number += 1) await complete(scene, `plan-${String(number)}x`);
      scene.called.length = 0;
      const last = String(many);
      expect(await scene.newLane().look()).toMatchObject({
        latestNumber: many,
        served: { label: `plan-${last}x` },
      });
      expect(scene.called.filter((name) => name === 'ListDeployments')).toHaveLength(Math.ceil(many / 50));
    },
  );

  it('takes one page when the older deployments can no longer be reverted', async () => {
    scene = await appConfigScene();
    for (let number = 1; number <= 60; number += 1) await complete(scene, `plan-${String(number)}x`);
    await scene.advance(72 * 60);
    await complete(scene, 'last-61');
    scene.called.length = 0;
    expect((await scene.newLane().look()).served?.label).toBe('last-61');
    expect(scene.called.filter((name) => name === 'ListDeployments')).toHaveLength(1);
  });

  it('is what an old deployment had replaced, when that one was reverted last, even from another page', async () => {
    scene = await appConfigScene({ switches: { revertAfterNewerDeployment: 'reverts' } });
    for (let number = 1; number <= 60; number += 1) await complete(scene, `plan-${String(number)}x`);
    await scene.lane.stop({ number: 3, allowRevert: true });
    expect(await scene.newLane().look()).toMatchObject({
      latest: { number: 60, state: 'complete' },
      served: { label: 'plan-2x' },
    });
  });

  it('is nobody-can-tell when its version was deleted, and the next can be deployed all the same', async () => {
    scene = await appConfigScene();
    await complete(scene, 'plan-1');
    await scene.client.send(
      new DeleteHostedConfigurationVersionCommand({ ...scene.where, VersionNumber: 1 }),
    );
    const lane = scene.newLane();
    const view = await lane.look();
    expect(view.latest).toMatchObject({ state: 'complete', label: 'plan-1' });
    expect(view.served).toBeUndefined();
    expect((await lane.deploy(requestOf('plan-2', 1))).kind).toBe('started');
  });
});

it('sees what somebody else deploys by hand, without a label and without a lock', async () => {
  scene = await appConfigScene();
  await complete(scene, 'plan-1');
  const { VersionNumber } = await scene.client.send(
    new CreateHostedConfigurationVersionCommand({
      ...scene.where,
      ContentType: 'application/json',
      Content: new TextEncoder().encode(JSON.stringify(markedDocument('by hand'))),
    }),
  );
  await scene.client.send(
    new StartDeploymentCommand({
      ...scene.where,
      DeploymentStrategyId: 'atonce1',
      ConfigurationVersion: String(VersionNumber),
    }),
  );
  expect(await scene.lane.look()).toMatchObject({
    latestNumber: 2,
    latest: { label: 'version 2', description: '', state: 'deploying' },
    incoming: { label: 'version 2', document: markedDocument('by hand') },
    served: { label: 'plan-1' },
  });
});

it('shares its profile with the other lane, but neither deployments nor numbers', async () => {
  scene = await appConfigScene();
  const brake = scene.newLane({ environmentId: 'env0002' });
  await complete(scene, 'plan-1');
  expect((await brake.look()).latestNumber).toBe(0);
  expect(await brake.deploy(requestOf('plan-2'))).toEqual({ kind: 'started', number: 1 });
});

describe('before a rise', () => {
  const rise = { ...requestOf('plan-1'), rises: true };

  it('the monitors are asked, and what they say is told', async () => {
    scene = await appConfigScene({ lane: { monitorsAreOk: async () => 'The alarm slow is in ALARM.' } });
    expect(await scene.lane.deploy(rise)).toEqual({
      kind: 'conflict',
      reason: 'nothing rises now. The alarm slow is in ALARM.',
    });
    expect(await versions(scene)).toEqual([]);
  });

  it('monitors that nobody can read stop it', async () => {
    const monitorsAreOk = () => Promise.reject(new Error('no answer'));
    scene = await appConfigScene({ lane: { monitorsAreOk } });
    await expect(scene.lane.deploy(rise)).rejects.toThrow('no answer');
    expect((await scene.lane.look()).latestNumber).toBe(0);
  });

  it('only: what does not rise asks nobody', async () => {
    const monitorsAreOk = () => Promise.reject(new Error('no answer'));
    scene = await appConfigScene({ lane: { monitorsAreOk } });
    expect((await scene.lane.deploy(requestOf('plan-1'))).kind).toBe('started');
  });
});

describe('when AppConfig refuses', () => {
  it.each<[string, ServerFault['type'], string]>([
    ['StartDeployment', 'ConflictException', 'conflict'],
    ['StartDeployment', 'ThrottlingException', 'throttled'],
    ['StartDeployment', 'BadRequestException', 'rejected'],
    ['StartDeployment', 'ResourceNotFoundException', 'rejected'],
    ['CreateHostedConfigurationVersion', 'ThrottlingException', 'throttled'],
    ['CreateHostedConfigurationVersion', 'PayloadTooLargeException', 'rejected'],
    ['ListHostedConfigurationVersions', 'ThrottlingException', 'throttled'],
  ])('%s with %s, a deployment is answered with %s', async (operation, type, kind) => {
    scene = await appConfigScene(failing(operation, { type }));
    const answer = await scene.lane.deploy(requestOf('plan-1'));
    expect(answer).toMatchObject({ kind, reason: expect.stringContaining(operation) });
  });

  it.each<[ServerFault['type'], string]>([
    ['ConflictException', 'conflict'],
    ['ThrottlingException', 'throttled'],
    ['BadRequestException', 'rejected'],
  ])('a stop with %s, it is answered with %s', async (type, kind) => {
    scene = await appConfigScene(failing('StopDeployment', { type }));
    await complete(scene, 'plan-1');
    expect((await scene.lane.stop({ number: 1, allowRevert: true })).kind).toBe(kind);
  });

  it.each([
    ['look', 'ListDeployments'],
    ['deploy', 'CreateHostedConfigurationVersion'],
    ['deploy', 'StartDeployment'],
    ['stop', 'StopDeployment'],
  ] as const)('%s for want of permission, the error names the action %s', async (call, operation) => {
    scene = await appConfigScene(failing(operation, { type: 'AccessDeniedException' }));
    const asked = {
      look: () => scene.lane.look(),
      deploy: () => scene.lane.deploy(requestOf('plan-1')),
      stop: () => scene.lane.stop({ number: 1, allowRevert: false }),
    }[call]();
    await expect(asked).rejects.toMatchObject({ kind: 'denied', action: `appconfig:${operation}` });
    await expect(asked).rejects.toThrow(`appconfig:${operation} is not permitted`);
  });

  it('a lock of 0, the first deployment goes without', async () => {
    const message = 'LatestDeploymentNumber must be greater than 0';
    scene = await appConfigScene(failing('StartDeployment', { type: 'BadRequestException', message }, 1));
    expect(await scene.lane.deploy(requestOf('plan-1'))).toEqual({ kind: 'started', number: 1 });
  });

  it('a lock of 0, and somebody was first, it is a conflict', async () => {
    const message = 'LatestDeploymentNumber must be greater than 0';
    scene = await appConfigScene(
      failing('StartDeployment', { type: 'BadRequestException', message, carriedOut: true }, 1),
    );
    expect((await scene.lane.deploy(requestOf('plan-1'))).kind).toBe('conflict');
    expect((await scene.lane.look()).latestNumber).toBe(1);
  });
});

describe('a throttled request', () => {
  it('is sent again', async () => {
    scene = await appConfigScene({
      attempts: 3,
      ...failing('StartDeployment', { type: 'ThrottlingException' }, 2),
    });
    expect((await scene.lane.deploy(requestOf('plan-1'))).kind).toBe('started');
    expect(scene.called.filter((name) => name === 'StartDeployment')).toHaveLength(3);
  });

  it('is not sent again for ever', async () => {
    scene = await appConfigScene({
      attempts: 2,
      ...failing('StartDeployment', { type: 'ThrottlingException' }),
    });
    expect((await scene.lane.deploy(requestOf('plan-1'))).kind).toBe('throttled');
    expect(scene.called.filter((name) => name === 'StartDeployment')).toHaveLength(2);
  });

  it('that was carried out is a conflict the second time, and starts nothing twice', async () => {
    scene = await appConfigScene({
      attempts: 2,
      ...failing('StartDeployment', { type: 'InternalServerException', carriedOut: true }, 1),
    });
    expect((await scene.lane.deploy(requestOf('plan-1'))).kind).toBe('conflict');
    expect(scene.server.history('app0001', 'env0001')).toHaveLength(1);
  });
});

it('deploys with no strategy that the stack does not have', async () => {
  scene = await appConfigScene();
  const strategy = { spreadMinutes: 7, growth: 'linear', growthFactor: 10, bakeMinutes: 0 } as const;
  expect(await scene.lane.deploy({ ...requestOf('plan-1'), strategy })).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('linear-10-7m'),
  });
});
