/**
 * Who asks for something by deploying: CloudFormation does not say which person, only which stack.
 * @param stackId `arn:aws:cloudformation:eu-west-1:1:stack/phasegate-phoenix/uuid`
 */
export function askedBy(stackId: string): string {
  return `CloudFormation (${stackId.split('/')[1] ?? stackId})`;
}
