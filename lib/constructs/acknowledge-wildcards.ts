import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why a wildcard in the statements of a role is meant, for cdk-nag: its finding names the resource as the template
 * writes it, with references in angle brackets.
 * @param resource `*`, or an ARN with references
 */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${asWritten(role, resource)}]`,
    reason,
  });
}

function asWritten(scope: IConstruct, resource: string): string {
  if (!Token.isUnresolved(resource)) return resource;
  return written(Stack.of(scope).resolve(resource));
}

/** A resolved ARN in one line: `{ Ref: 'X' }` becomes `<X>`, an attribute `<X.Arn>`. */
function written(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  if (Array.isArray(resolved)) return resolved.map(written).join('');
  if (typeof resolved !== 'object' || resolved === null) return '';
  if ('Ref' in resolved) return `<${String(resolved.Ref)}>`;
  if ('Fn::GetAtt' in resolved && Array.isArray(resolved['Fn::GetAtt']))
    return `<${resolved['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in resolved && Array.isArray(resolved['Fn::Join'])) return written(resolved['Fn::Join'][1]);
  return '';
}
