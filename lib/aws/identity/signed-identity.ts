import * as z from 'zod';

/** The header that binds an identity to a command; it is signed with the rest. */
export const COMMAND_HEADER = 'x-phasegate-command';

/** The one request whose answer says who has signed it. It needs no permission. */
export const IDENTITY_BODY = 'Action=GetCallerIdentity&Version=2011-06-15';
export const IDENTITY_TYPE = 'application/x-www-form-urlencoded; charset=utf-8';

const header = z
  .string()
  .max(4096)
  .regex(/^[\x20-\x7e]*$/u);

/**
 * A request to STS that a person has signed and not sent. Whoever sends it learns who that was; the key that signed it
 * is not in it. Only the headers travel: everything else is fixed, and made anew by whoever checks it.
 */
export const signedIdentity = z.strictObject({
  authorization: header,
  'x-amz-date': header.regex(/^\d{8}T\d{6}Z$/u),
  [COMMAND_HEADER]: header.regex(/^[0-9a-f]{64}$/u),
  'x-amz-content-sha256': header.regex(/^[0-9a-f]{64}$/u).optional(),
  /** Of temporary credentials. */
  'x-amz-security-token': header.optional(),
});
export type SignedIdentity = z.infer<typeof signedIdentity>;

/** The endpoint of STS in a Region: tokens of one Region are not sent to another. */
export function stsEndpoint(region: string): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sts.${region}.${suffix}/`;
}
