import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

export const KEYS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const REGION = 'eu-west-1';

export interface FakeSts {
  readonly send: typeof fetch;
  /** The addresses that it was asked at. */
  readonly asked: string[];
}

/**
 * STS, as far as GetCallerIdentity goes: signs again what it was sent, with the secret that it knows, and answers only
 * when the signature is the same.
 */
export function fakeSts(
  answer: string | Response | Error = answerOf('arn:aws:iam::111122223333:user/rita'),
): FakeSts {
  const asked: string[] = [];
  const send = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    asked.push(url.href);
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer;
    const sent = new Headers(init.headers);
    const authorization = sent.get('authorization') ?? '';
    const covered = /SignedHeaders=([^,]+)/u.exec(authorization)?.[1]?.split(';') ?? [];
    const headers = Object.fromEntries(
      covered.map((name) => [name, name === 'host' ? url.host : (sent.get(name) ?? '')]),
    );
    const date = sent.get('x-amz-date') ?? '';
    const signer = new SignatureV4({ service: 'sts', region: REGION, credentials: KEYS, sha256: Sha256 });
    const again = await signer.sign(
      {
        method: 'POST',
        protocol: 'https:',
        hostname: url.host,
        path: '/',
        query: {},
        headers,
        body: String(init.body),
      },
      {
        signingDate: new Date(
          date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/u, '$1-$2-$3T$4:$5:$6Z'),
        ),
      },
    );
    if (signatureIn(again.headers['authorization'] ?? '') !== signatureIn(authorization))
      return new Response('<ErrorResponse/>', { status: 403 });
    return new Response(answer, { status: 200 });
  };
  return { send: send as typeof fetch, asked };
}

export function answerOf(arn: string, account = '111122223333'): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

function signatureIn(authorization: string): string {
  return /Signature=([0-9a-f]+)/u.exec(authorization)?.[1] ?? authorization;
}
