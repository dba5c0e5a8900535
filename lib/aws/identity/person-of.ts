/** Who has signed, as STS says. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

/**
 * The person behind an ARN. Somebody who has signed in through IAM Identity Center, and an IAM user, are people with a
 * name of their own. Whoever uses any other role can choose the name of the session freely, so all of them are one
 * person: the role.
 */
export function personOf(arn: string): string {
  const [, , service, , account = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (service === 'iam' && resource.startsWith('user/')) return resource.slice(resource.lastIndexOf('/') + 1);
  const assumed = /^assumed-role\/(?<role>[^/]+)\/(?<session>[^/]+)$/u.exec(resource)?.groups;
  if (service === 'sts' && assumed) {
    const { role = '', session = '' } = assumed;
    return role.startsWith('AWSReservedSSO_') ? session : `role/${role}`;
  }
  return `${service ?? 'unknown'}/${account}/${resource}`;
}
