import { createHash } from 'node:crypto';
import { commandHash, type BoundCommand } from './command-hash.js';
import { personOf, type Caller } from './person-of.js';
import {
  COMMAND_HEADER,
  IDENTITY_BODY,
  IDENTITY_TYPE,
  signedIdentity,
  type SignedIdentity,
} from './signed-identity.js';

/** A signature is good for so long, before and after the time in it: clocks differ. */
const GOOD_FOR_MS = 5 * 60_000;
/** Bytes; the answer has about 500. */
const LONGEST_ANSWER = 20_000;
const PATIENCE_MS = 5_000;

export interface VerifyIdentityOptions {
  readonly region: string;
  /** People of other accounts are nobody here. */
  readonly account: string;
  /** The endpoint of STS in this Region: it is never taken from the request. */
  readonly endpoint: string;
  readonly now: number;
  /** Whether something is seen for the first time; remembered for the seconds given. */
  readonly claimOnce: (id: string, seconds: number) => Promise<boolean>;
  /** @default the global one */
  readonly send?: typeof fetch;
}

export type Verified =
  | { readonly kind: 'verified'; readonly arn: string; readonly person: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Finds out who has signed a command, by sending their request to STS ourselves. Only the signature travels with the
 * command; where it is sent, and everything else that it covers, is made here. Good for one command, once, for five
 * minutes.
 */
export async function verifyIdentity(
  command: BoundCommand,
  identity: unknown,
  options: VerifyIdentityOptions,
): Promise<Verified> {
  const parsed = signedIdentity.safeParse(identity);
  if (!parsed.success) return refused('the identity is not a signed request');
  const signed = parsed.data;
  const wrong = signatureProblem(signed, command, options);
  if (wrong !== undefined) return refused(wrong);
  const digest = createHash('sha256').update(signed.authorization).digest('hex');
  if (!(await options.claimOnce(`identity/${digest}`, (2 * GOOD_FOR_MS) / 1000)))
    return refused('this signature has been used: sign the command again');
  const caller = await ask(signed, options);
  if ('reason' in caller) return refused(caller.reason);
  if (caller.account !== options.account)
    return refused(`${caller.arn} is of another account than ${options.account}`);
  return { kind: 'verified', arn: caller.arn, person: personOf(caller.arn) };
}

/** What is wrong with a signature, as far as it can be seen without asking STS. */
function signatureProblem(
  signed: SignedIdentity,
  command: BoundCommand,
  { region, now }: VerifyIdentityOptions,
): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=[^/, ]+\/(?<day>\d{8})\/(?<region>[^/, ]+)\/(?<service>[^/, ]+)\/aws4_request, ?SignedHeaders=(?<headers>[a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/u.exec(
      signed.authorization,
    )?.groups;
  if (!parts) return 'the identity is not signed with AWS Signature Version 4';
  if (parts['service'] !== 'sts' || parts['region'] !== region)
    return `the identity is signed for ${parts['service'] ?? ''} in ${parts['region'] ?? ''}, and not for sts in ${region}`;
  const covered = (parts['headers'] ?? '').split(';');
  for (const name of ['host', 'x-amz-date', COMMAND_HEADER])
    if (!covered.includes(name)) return `the signature does not cover ${name}`;
  if (signed[COMMAND_HEADER] !== commandHash(command)) return 'the identity was signed for another command';
  const date = signed['x-amz-date'];
  const at = Date.parse(
    date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/u, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!(Math.abs(now - at) <= GOOD_FOR_MS)) return `the signature is of ${date}: sign the command again`;
  return undefined;
}

async function ask(
  signed: SignedIdentity,
  { endpoint, send = fetch }: VerifyIdentityOptions,
): Promise<Caller | { readonly reason: string }> {
  let answer: Response;
  let text: string | undefined;
  try {
    answer = await send(endpoint, {
      method: 'POST',
      headers: { ...signed, 'content-type': IDENTITY_TYPE },
      body: IDENTITY_BODY,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await readUpTo(answer, LONGEST_ANSWER);
  } catch (error) {
    return { reason: `STS could not be asked: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!answer.ok) return { reason: `STS does not know the signer (HTTP ${String(answer.status)})` };
  if (text === undefined) return { reason: 'STS gave an answer that is longer than its answers are' };
  return callerIn(text) ?? { reason: 'STS gave an answer that names nobody' };
}

/** The text of an answer; nothing when it has more bytes than `most`, and then no more of them are read. */
async function readUpTo({ body }: Response, most: number): Promise<string | undefined> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The caller in STS's answer, which has one ARN and one account; anything unusual is nobody. */
function callerIn(xml: string): Caller | undefined {
  const arn = onlyElement(xml, 'Arn');
  const account = onlyElement(xml, 'Account');
  if (arn === undefined || account === undefined) return undefined;
  const known = /^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[\w+=,.@/-]+$/u.test(arn) && /^\d{12}$/u.test(account);
  return known ? { arn, account } : undefined;
}

function onlyElement(xml: string, name: string): string | undefined {
  const found = [...xml.matchAll(new RegExp(`<${name}>([^<&]*)</${name}>`, 'gu'))];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function refused(reason: string): Verified {
  return { kind: 'refused', reason };
}
