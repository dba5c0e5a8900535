import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { commandHash, type BoundCommand } from './command-hash.js';
import {
  COMMAND_HEADER,
  IDENTITY_BODY,
  IDENTITY_TYPE,
  signedIdentity,
  stsEndpoint,
  type SignedIdentity,
} from './signed-identity.js';

export interface SignIdentityOptions {
  readonly region: string;
  /** The person's own, as the SDK finds them. */
  readonly credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
  /** @default the endpoint of the Region */
  readonly endpoint?: string;
  /** @default now */
  readonly at?: Date;
}

/** Signs a request to STS that is good for one command. Nothing is sent. */
export async function signIdentity(
  command: BoundCommand,
  { region, credentials, endpoint = stsEndpoint(region), at = new Date() }: SignIdentityOptions,
): Promise<SignedIdentity> {
  const { protocol, host, pathname } = new URL(endpoint);
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol,
      hostname: host,
      path: pathname,
      query: {},
      headers: { host, 'content-type': IDENTITY_TYPE, [COMMAND_HEADER]: commandHash(command) },
      body: IDENTITY_BODY,
    },
    { signingDate: at },
  );
  const travels = Object.entries(headers).filter(([name]) => name !== 'host' && name !== 'content-type');
  return signedIdentity.parse(Object.fromEntries(travels));
}
