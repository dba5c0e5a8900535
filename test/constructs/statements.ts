import type { Template } from 'aws-cdk-lib/assertions';

interface PolicyStatementJson {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}
interface PolicyJson {
  readonly Statement: readonly PolicyStatementJson[];
}

/** One statement of a role: who may do what with what. */
export interface StatementLine {
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `key is value`, of each condition. */
  readonly conditions: readonly string[];
}

/** Every statement of every role of a template, with references in angle brackets and without generated suffixes. */
export function statementsOf(template: Template): readonly StatementLine[] {
  const { Resources } = template.toJSON() as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    const policies =
      Type === 'AWS::IAM::Policy'
        ? [Properties['PolicyDocument'] as PolicyJson]
        : Type === 'AWS::IAM::Role'
          ? ((Properties['Policies'] ?? []) as readonly { PolicyDocument: PolicyJson }[]).map(
              ({ PolicyDocument }) => PolicyDocument,
            )
          : [];
    return policies.flatMap(({ Statement }) =>
      Statement.map(({ Action, Resource, Condition = {} }) => ({
        role: plain(id.replace(/DefaultPolicy[0-9A-F]{8}$/u, '')),
        actions: typeof Action === 'string' ? [Action] : Action,
        resources: (Array.isArray(Resource) ? Resource : [Resource]).map(written).sort(),
        conditions: Object.values(Condition as Record<string, Record<string, unknown>>).flatMap((one) =>
          Object.entries(one).map(([key, value]) => `${key} is ${written(value)}`),
        ),
      })),
    );
  });
}

/** A reference in one line, without the suffixes that the CDK adds. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(written).join('');
  if (typeof value !== 'object' || value === null) return '';
  if ('Ref' in value) return `<${plain(String(value.Ref))}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt']))
    return `<${plain(String(value['Fn::GetAtt'][0]))}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return written(value['Fn::Join'][1]);
  if ('Fn::Sub' in value) return written(value['Fn::Sub']);
  return JSON.stringify(value);
}

function plain(id: string): string {
  return id.replace(/[0-9A-F]{8}$/u, '').replace(/^Rollout/u, '');
}
