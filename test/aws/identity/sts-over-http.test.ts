import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signIdentity } from '../../../lib/aws/identity/sign-identity.js';
import { verifyIdentity, type Verified } from '../../../lib/aws/identity/verify-identity.js';
import { answerOf, KEYS } from './fake-sts.js';

const NOON = Date.parse('2026-12-07T12:00:00Z');
const COMMAND = { rollout: 'phoenix', generation: 7, id: 'command-1', word: { kind: 'resume' } };
const RITA = answerOf('arn:aws:iam::111122223333:user/rita');

/** What a server that stands in the place of STS answers. */
type Answers = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Verifies a good signature against a real server. */
async function verifiedBy(
  answers: Answers,
): Promise<{ readonly verified: Verified; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answers(request, response, body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const identity = await signIdentity(COMMAND, {
      region: 'eu-west-1',
      credentials: { ...KEYS, sessionToken: 'a token' },
      at: new Date(NOON),
      endpoint,
    });
    const verified = await verifyIdentity(COMMAND, identity, {
      region: 'eu-west-1',
      account: '111122223333',
      endpoint,
      now: NOON,
      claimOnce: async () => Promise.resolve(true),
    });
    return { verified, asked };
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

describe('a server in the place of STS', () => {
  it('is sent the one request that names its signer, with the token of temporary credentials', async () => {
    const { verified, asked } = await verifiedBy((request, response, body) => {
      const good =
        body === 'Action=GetCallerIdentity&Version=2011-06-15' &&
        request.headers['x-amz-security-token'] === 'a token' &&
        request.headers['x-phasegate-command'] !== undefined;
      response.writeHead(good ? 200 : 400).end(RITA);
    });
    expect(verified).toMatchObject({ kind: 'verified', person: 'rita' });
    expect(asked).toEqual(['POST /']);
  });

  it.each<[string, Answers, RegExp]>([
    [
      'sends elsewhere',
      (request, response) => {
        if (request.url === '/') response.writeHead(307, { location: '/elsewhere' }).end();
        else response.end(RITA);
      },
      /could not be asked/u,
    ],
    [
      'answers without end',
      (_, response) => {
        response.write(RITA);
        const more = setInterval(() => response.write(' '.repeat(10_000)), 1);
        response.on('close', () => {
          clearInterval(more);
        });
      },
      /longer than its answers are/u,
    ],
    ['hangs up', (request) => request.socket.destroy(), /could not be asked/u],
    ['fails', (_, response) => response.writeHead(503).end(RITA), /HTTP 503/u],
    ['says nothing', (_, response) => response.end(), /names nobody/u],
  ])('that %s names nobody, and is asked once', async (_, answers, reason) => {
    const { verified, asked } = await verifiedBy(answers);
    expect(verified).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) as string });
    expect(asked).toEqual(['POST /']);
  });
});
