import { GetLatestConfigurationCommand } from '@aws-sdk/client-appconfigdata';
import { serverScene, type ServerScene } from './server-scene.js';

let scene: ServerScene;
beforeEach(async () => {
  scene = await serverScene();
});
afterEach(async () => scene.close());

/** Polls once: what came, and the token of the next poll. */
async function poll(token: string | undefined) {
  const answer = await scene.data.send(new GetLatestConfigurationCommand({ ConfigurationToken: token }));
  // The SDK makes nothing of an empty body.
  const text = new TextDecoder().decode(answer.Configuration ?? new Uint8Array());
  return { ...answer, text, token: answer.NextPollConfigurationToken };
}

describe('a session', () => {
  it('gets the configuration once, and then nothing until it changes', async () => {
    await scene.deploy('v1');
    scene.pass(2);
    const first = await poll(await scene.session());
    expect(JSON.parse(first.text)).toMatchObject({
      version: '1',
      flags: { checkout: { description: 'v1' } },
    });
    expect(first).toMatchObject({
      VersionLabel: 'v1',
      ContentType: 'application/json',
      NextPollIntervalInSeconds: 60,
    });
    const second = await poll(first.token);
    expect(second).toMatchObject({ text: '', VersionLabel: 'v1' });
    await scene.deploy('v2');
    scene.pass(2);
    expect(await poll(second.token)).toMatchObject({
      VersionLabel: 'v2',
      text: expect.stringContaining('v2'),
    });
  });

  it('gets nothing before anything was deployed', async () => {
    const first = await poll(await scene.session());
    expect(first.text).toBe('');
    expect(first.VersionLabel).toBeUndefined();
  });

  it('uses a token once', async () => {
    const token = await scene.session();
    await poll(token);
    await expect(poll(token)).rejects.toMatchObject({
      name: 'BadRequestException',
      Reason: 'InvalidParameters',
      Details: { InvalidParameters: { ConfigurationToken: { Problem: 'Corrupted' } } },
    });
  });

  it.each([
    [24 * 60 - 1, undefined],
    [24 * 60, 'Expired'],
  ])('uses a token after %d minutes: refused as %s', async (minutes, Problem) => {
    const token = await scene.session();
    scene.pass(minutes);
    const polled = poll(token);
    if (Problem === undefined) expect((await polled).text).toBe('');
    else
      await expect(polled).rejects.toMatchObject({
        Details: { InvalidParameters: { ConfigurationToken: { Problem } } },
      });
  });

  it('that has promised to poll less often is held to it', async () => {
    const { token } = await poll(await scene.session(120));
    scene.pass(1);
    await expect(poll(token)).rejects.toMatchObject({
      Details: { InvalidParameters: { ConfigurationToken: { Problem: 'PollIntervalNotSatisfied' } } },
    });
    scene.pass(1);
    expect((await poll(token)).NextPollIntervalInSeconds).toBe(120);
  });
});

it('hands a spread out to as many sessions as its percentage says, and takes it back from all', async () => {
  await scene.deploy('v1');
  scene.pass(2);
  const sessions = await Promise.all(Array.from({ length: 50 }, () => scene.session()));
  const started = await scene.deploy('v2', 'rise001');
  scene.pass(5);
  const during = await Promise.all(sessions.map(poll));
  const share = during.filter(({ VersionLabel }) => VersionLabel === 'v2').length / 50;
  expect(share).toBeCloseTo(0.6, 1);
  await fetch(
    `${scene.server.url}/applications/app0001/environments/env0001/deployments/${String(started.DeploymentNumber)}`,
    {
      method: 'DELETE',
    },
  );
  const after = await Promise.all(during.map(({ token }) => poll(token)));
  expect(new Set(after.map(({ VersionLabel }) => VersionLabel))).toEqual(new Set(['v1']));
  expect(after.map(({ text }) => text !== '')).toEqual(
    during.map(({ VersionLabel }) => VersionLabel === 'v2'),
  );
});
