import { randomUUID } from 'node:crypto';
import type { Instant } from '../../runtime/ports.js';
import { jsonOf, text, WireError, type Operation } from './wire.js';
import type { ServedEnvironment, World } from './world.js';

interface Session {
  readonly environment: ServedEnvironment;
  readonly profileId: string;
  /** From 0 to 1: how early a spread reaches it. */
  readonly client: number;
  readonly pollSeconds: number;
  /** Whether a poll before the interval is over is refused. */
  readonly strict: boolean;
  readonly holds?: number;
  readonly polledAt?: Instant;
  readonly issuedAt: Instant;
}

const DEFAULT_POLL_SECONDS = 60;
const TOKEN_LIFE_MS = 24 * 3_600_000;

/** Multiples of it, less their whole part, spread evenly over 0 to 1 however many sessions there are. */
const GOLDEN = 0.618_033_988_749_894_9;

/**
 * AppConfig Data: a session per client, a token per poll. The body is the stored flag document as JSON. AWS answers in
 * its retrieval format, and in Ion as soon as a flag has variants, which is for the AppConfig agent to read: whoever
 * wants evaluated flags asks `agent.ts`.
 */
export function sessionOperations(world: World): Readonly<Record<string, Operation>> {
  const sessions = new Map<string, Session>();
  let started = 0;
  return {
    StartConfigurationSession: (call) => {
      const body = jsonOf(call);
      const application = text(body, 'ApplicationIdentifier');
      const environment = world.environment(application, text(body, 'EnvironmentIdentifier'));
      const profile = world.profile(application, text(body, 'ConfigurationProfileIdentifier'));
      const wanted = body['RequiredMinimumPollIntervalInSeconds'];
      if (wanted !== undefined && !(typeof wanted === 'number' && wanted >= 15 && wanted <= 86_400))
        throw new WireError('BadRequestException', 'RequiredMinimumPollIntervalInSeconds is 15 to 86400');
      started += 1;
      const token = randomUUID();
      sessions.set(token, {
        environment,
        profileId: profile.id,
        client: (started * GOLDEN) % 1,
        pollSeconds: typeof wanted === 'number' ? wanted : DEFAULT_POLL_SECONDS,
        strict: wanted !== undefined,
        issuedAt: world.time.real(),
      });
      return { status: 201, json: { InitialConfigurationToken: token } };
    },
    GetLatestConfiguration: (call) => {
      const token = call.query.get('configuration_token') ?? '';
      const session = sessions.get(token);
      const now = world.time.real();
      if (!session) throw badToken('Corrupted');
      if (now - session.issuedAt >= TOKEN_LIFE_MS) throw badToken('Expired');
      if (
        session.strict &&
        session.polledAt !== undefined &&
        now - session.polledAt < session.pollSeconds * 1000
      )
        throw badToken('PollIntervalNotSatisfied');
      sessions.delete(token);
      const offered = session.environment.model.offeredTo(session.client, world.time.model());
      const version = offered?.profileId === session.profileId ? offered.version : undefined;
      const next = randomUUID();
      sessions.set(next, {
        ...session,
        polledAt: now,
        issuedAt: now,
        ...(version ? { holds: version.number } : {}),
      });
      const changed = version !== undefined && version.number !== session.holds;
      return {
        status: 200,
        bytes: changed ? version.content : Buffer.alloc(0),
        headers: {
          'Next-Poll-Configuration-Token': next,
          'Next-Poll-Interval-In-Seconds': String(session.pollSeconds),
          'Content-Type': version?.contentType ?? 'application/octet-stream',
          ...(version?.label === undefined ? {} : { 'Version-Label': version.label }),
        },
      };
    },
  };
}

function badToken(problem: 'Corrupted' | 'Expired' | 'PollIntervalNotSatisfied'): WireError {
  return new WireError('BadRequestException', `the configuration token cannot be used: ${problem}`, {
    Reason: 'InvalidParameters',
    Details: { InvalidParameters: { ConfigurationToken: { Problem: problem } } },
  });
}
