import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from '../../fast-check.js';
import { answerOf, respond } from '../../../lib/aws/custom-resource/respond.js';

const EVENT = {
  StackId: 'arn:aws:cloudformation:eu-west-1:1:stack/phasegate-small/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Phase',
  ResourceType: 'Custom::PhasegatePhase',
} as const;
const parsed = (text: string) => JSON.parse(text) as Record<string, string>;

it('answers with the ids of the request, and an id of the resource that never changes', () => {
  const answer = parsed(answerOf(EVENT, { ok: true, say: 'done' }));
  expect(answer).toEqual({
    Status: 'SUCCESS',
    Reason: 'done',
    PhysicalResourceId: 'PhasegatePhase',
    StackId: EVENT.StackId,
    RequestId: 'request-1',
    LogicalResourceId: 'Phase',
  });
  const later = parsed(answerOf({ ...EVENT, PhysicalResourceId: 'old' }, { ok: false, reason: 'no' }));
  expect(later).toMatchObject({ PhysicalResourceId: 'old', Status: 'FAILED', Reason: 'no' });
});

it('stays within 4,096 bytes whatever the reason says, and keeps its beginning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), fc.nat(4), (text, times) => {
      const reason = text.repeat(times + 1);
      const answer = answerOf(EVENT, { ok: false, reason });
      expect(Buffer.byteLength(answer)).toBeLessThanOrEqual(4096);
      const said = parsed(answer)['Reason'] ?? '';
      if (said !== reason) {
        expect(said.endsWith(' ...')).toBe(true);
        expect(reason.startsWith(said.slice(0, -4))).toBe(true);
        expect(Buffer.byteLength(answer)).toBeGreaterThan(4070);
      }
    }),
  );
});

describe('sending the answer', () => {
  let server: Server;
  let failures: number;
  const bodies: string[] = [];
  beforeEach(async () => {
    bodies.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(`${request.method ?? ''} ${request.headers['content-type'] ?? ''} ${body}`);
        failures -= 1;
        response.writeHead(failures >= 0 ? 503 : 200).end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => new Promise((done) => server.close(done)));
  const url = (): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/answer`;

  it.each([0, 2])('is repeated when it fails %i times', async (times) => {
    failures = times;
    await respond({ ...EVENT, ResponseURL: url() }, { ok: true, say: 'done' });
    expect(bodies).toHaveLength(times + 1);
    expect(bodies.at(-1)).toMatch(/^PUT {2}\{"Status":"SUCCESS"/u);
  });

  it('fails when CloudFormation never takes it', async () => {
    failures = 100;
    await expect(respond({ ...EVENT, ResponseURL: url() }, { ok: true, say: 'done' })).rejects.toThrow(
      'CloudFormation did not take the answer: HTTP 503',
    );
  }, 20_000);
});
