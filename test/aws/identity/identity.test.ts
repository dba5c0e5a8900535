import { commandHash, type BoundCommand } from '../../../lib/aws/identity/command-hash.js';
import { personOf } from '../../../lib/aws/identity/person-of.js';
import { signIdentity } from '../../../lib/aws/identity/sign-identity.js';
import type { SignedIdentity } from '../../../lib/aws/identity/signed-identity.js';
import { verifyIdentity, type VerifyIdentityOptions } from '../../../lib/aws/identity/verify-identity.js';
import { answerOf, fakeSts, KEYS, type FakeSts } from './fake-sts.js';

const NOON = Date.parse('2026-12-07T12:00:00Z');
const MINUTE = 60_000;
const ENDPOINT = 'https://sts.eu-west-1.amazonaws.com/';
const COMMAND: BoundCommand = {
  rollout: 'phoenix',
  generation: 7,
  id: 'command-1',
  word: { kind: 'resume' },
};

const sign = (command: BoundCommand = COMMAND, at = NOON, region = 'eu-west-1'): Promise<SignedIdentity> =>
  signIdentity(command, { region, credentials: KEYS, at: new Date(at), endpoint: ENDPOINT });

function optionsOf(sts: FakeSts, more: Partial<VerifyIdentityOptions> = {}): VerifyIdentityOptions {
  const claimed = new Set<string>();
  return {
    region: 'eu-west-1',
    account: '111122223333',
    endpoint: ENDPOINT,
    now: NOON,
    claimOnce: async (id) => Promise.resolve(!claimed.has(id) && claimed.add(id) !== undefined),
    send: sts.send,
    ...more,
  };
}

describe('a signed command', () => {
  it('names the person who has signed it', async () => {
    const sts = fakeSts();
    expect(await verifyIdentity(COMMAND, await sign(), optionsOf(sts))).toEqual({
      kind: 'verified',
      arn: 'arn:aws:iam::111122223333:user/rita',
      person: 'rita',
    });
    expect(sts.asked).toEqual([ENDPOINT]);
  });

  it('is good once', async () => {
    const options = optionsOf(fakeSts());
    const identity = await sign();
    expect((await verifyIdentity(COMMAND, identity, options)).kind).toBe('verified');
    expect(await verifyIdentity(COMMAND, identity, options)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('has been used') as string,
    });
  });

  it.each([
    ['5 minutes old', -5 * MINUTE, 'verified'],
    ['older', -5 * MINUTE - 1000, 'refused'],
    ['5 minutes early', 5 * MINUTE, 'verified'],
    ['earlier', 5 * MINUTE + 1000, 'refused'],
  ])('is good for five minutes: %s', async (_, offset, kind) => {
    expect(
      (await verifyIdentity(COMMAND, await sign(COMMAND, NOON + offset), optionsOf(fakeSts()))).kind,
    ).toBe(kind);
  });

  it.each<[string, Partial<BoundCommand>]>([
    ['another rollout', { rollout: 'other' }],
    ['another state', { generation: 8 }],
    ['another command', { id: 'command-2' }],
    ['another word', { word: { kind: 'retry' } }],
  ])('is good for nothing else: %s', async (_, other) => {
    const sts = fakeSts();
    expect(await verifyIdentity({ ...COMMAND, ...other }, await sign(), optionsOf(sts))).toEqual({
      kind: 'refused',
      reason: 'the identity was signed for another command',
    });
    expect(sts.asked).toEqual([]);
  });

  const tampered: readonly (readonly [string, (identity: SignedIdentity) => unknown, RegExp])[] = [
    ['nothing', () => undefined, /not a signed request/u],
    ['a text', () => 'rita', /not a signed request/u],
    ['a header more', (one) => ({ ...one, host: 'evil.example.com' }), /not a signed request/u],
    [
      'a line feed',
      (one) => ({ ...one, authorization: `${one.authorization}\nhost: evil` }),
      /not a signed/u,
    ],
    ['another scheme', (one) => ({ ...one, authorization: 'Bearer rita' }), /Signature Version 4/u],
    [
      'another service',
      (one) => ({ ...one, authorization: one.authorization.replace('/sts/', '/iam/') }),
      /signed for iam in eu-west-1/u,
    ],
    [
      'a command that is not covered',
      (one) => ({ ...one, authorization: one.authorization.replace(';x-phasegate-command', '') }),
      /does not cover x-phasegate-command/u,
    ],
    [
      'another hash that was not signed',
      (one) => ({ ...one, 'x-phasegate-command': commandHash({ ...COMMAND, generation: 8 }) }),
      /another command/u,
    ],
    [
      'a date that was not signed',
      (one) => ({ ...one, 'x-amz-date': '20261207T120100Z' }),
      /STS does not know the signer/u,
    ],
    [
      'another signature',
      (one) => ({ ...one, authorization: one.authorization.replace(/[0-9a-f]{64}$/u, 'a'.repeat(64)) }),
      /STS does not know the signer/u,
    ],
  ];
  it.each(tampered)('is refused when it was changed: %s', async (_, change, reason) => {
    const answer = await verifyIdentity(COMMAND, change(await sign()), optionsOf(fakeSts()));
    expect(answer).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) as string });
  });

  it('of another Region is not sent to STS', async () => {
    const sts = fakeSts();
    const identity = await sign(COMMAND, NOON, 'us-east-1');
    expect(await verifyIdentity(COMMAND, identity, optionsOf(sts))).toMatchObject({ kind: 'refused' });
    expect(sts.asked).toEqual([]);
  });

  it.each<[string, string | Response | Error, RegExp]>([
    [
      'another account',
      answerOf('arn:aws:iam::999999999999:user/rita', '999999999999'),
      /of another account/u,
    ],
    ['no ARN', '<Account>111122223333</Account>', /names nobody/u],
    [
      'two ARNs',
      `${answerOf('arn:aws:iam::111122223333:user/eve')}${answerOf('arn:aws:iam::111122223333:user/rita')}`,
      /names nobody/u,
    ],
    ['an ARN that is none', answerOf('rita'), /names nobody/u],
    ['an ARN with markup', answerOf('arn:aws:iam::111122223333:user/<b>rita'), /names nobody/u],
    ['an error', new Response('denied', { status: 403 }), /HTTP 403/u],
    ['nothing at all', new Error('connect ECONNREFUSED'), /could not be asked: connect ECONNREFUSED/u],
  ])('names nobody when STS answers with %s', async (_, answer, reason) => {
    expect(await verifyIdentity(COMMAND, await sign(), optionsOf(fakeSts(answer)))).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(reason) as string,
    });
  });
});

describe('the person behind an ARN', () => {
  it.each([
    ['arn:aws:iam::111122223333:user/rita', 'rita'],
    ['arn:aws:iam::111122223333:user/team/a/rita', 'rita'],
    [
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Release_0123456789abcdef/rita@example.com',
      'rita@example.com',
    ],
    ['arn:aws:sts::111122223333:assumed-role/Deployer/rita@example.com', 'role/Deployer'],
    ['arn:aws:sts::111122223333:assumed-role/Deployer/i-0123', 'role/Deployer'],
    ['arn:aws:iam::111122223333:root', 'iam/111122223333/root'],
    ['arn:aws:sts::111122223333:federated-user/rita', 'sts/111122223333/federated-user/rita'],
  ])('%s is %s', (arn, person) => {
    expect(personOf(arn)).toBe(person);
  });
});
