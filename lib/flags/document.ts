/** A value that AppConfig lets a flag attribute have. */
export type AttributeValue = string | number | boolean | readonly string[] | readonly number[];

/** Constraint on an attribute in an `AWS.AppConfig.FeatureFlags` document. */
export type AttributeConstraint =
  | { readonly type: 'string' | 'number' | 'boolean'; readonly required?: boolean }
  | {
      readonly type: 'array';
      readonly required?: boolean;
      readonly elements: { readonly type: 'string' | 'number' };
    };

export interface FlagDefinition {
  readonly name: string;
  readonly description?: string;
  readonly attributes?: {
    readonly [attribute: string]: {
      readonly description?: string;
      readonly constraints: AttributeConstraint;
    };
  };
}

/** One of a flag's ordered variants: the first whose rule matches is served; the last has no rule. */
export interface DocumentVariant {
  readonly name: string;
  readonly enabled: boolean;
  readonly rule?: string;
  readonly attributeValues?: { readonly [attribute: string]: AttributeValue };
}

/**
 * An `AWS.AppConfig.FeatureFlags` document, version "1": what is stored as a hosted configuration version.
 * Source: AppConfig user guide, type reference for AWS.AppConfig.FeatureFlags.
 */
export interface FlagDocument {
  readonly version: '1';
  readonly flags: { readonly [flag: string]: FlagDefinition };
  readonly values: {
    readonly [flag: string]: { readonly enabled: boolean; readonly _variants: readonly DocumentVariant[] };
  };
}
