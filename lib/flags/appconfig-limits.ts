const TYPE_REFERENCE = 'AppConfig user guide, type reference for AWS.AppConfig.FeatureFlags';
const QUOTAS = 'AWS General Reference, AppConfig endpoints and quotas';

/** An upper bound; `unit` says what is counted. */
export interface CountLimit {
  readonly what: string;
  readonly max: number;
  readonly unit: string;
  readonly source: string;
}

/** A shape; `allowed` says it in words. */
export interface PatternLimit {
  readonly what: string;
  readonly pattern: RegExp;
  readonly allowed: string;
  readonly source: string;
}

/**
 * What AppConfig accepts in a feature-flag document: the only place where these figures stand. Characters are counted
 * as UTF-16 units, which is never fewer than the code points that JSON Schema counts.
 */
export const APPCONFIG_LIMITS = {
  flagKey: {
    what: 'flag key',
    pattern: /^[a-z][a-zA-Z\d_-]{0,63}$/,
    allowed: 'a lower-case letter, then up to 63 letters, digits, "_" or "-"',
    source: TYPE_REFERENCE,
  },
  attributeKey: {
    what: 'attribute key',
    pattern: /^[a-z][a-zA-Z\d_-]{0,63}$/,
    allowed: 'a lower-case letter, then up to 63 letters, digits, "_" or "-"',
    source: TYPE_REFERENCE,
  },
  variantName: {
    what: 'variant name',
    pattern: /^[^\n]{1,64}$/,
    allowed: '1 to 64 characters without a line break',
    source: TYPE_REFERENCE,
  },
  /** The schema writes `maxLength: 32` on the array of variants; it can only mean its number of items. */
  variants: { what: 'variants of a flag', max: 32, unit: 'variants', source: TYPE_REFERENCE },
  attributes: { what: 'attributes of a flag', max: 25, unit: 'attributes', source: TYPE_REFERENCE },
  rule: { what: 'rule of a variant', max: 16_384, unit: 'characters', source: TYPE_REFERENCE },
  stringValue: {
    what: 'string value of an attribute',
    max: 1024,
    unit: 'characters',
    source: TYPE_REFERENCE,
  },
  description: { what: 'description of a flag', max: 1024, unit: 'characters', source: TYPE_REFERENCE },
  /** The default quota, 2,048 KB read as KiB; AWS raises it to 4,000 KB on request. */
  document: { what: 'document', max: 2048 * 1024, unit: 'bytes as UTF-8 JSON', source: QUOTAS },
} as const satisfies { readonly [limit: string]: CountLimit | PatternLimit };

export type AppConfigLimit = keyof typeof APPCONFIG_LIMITS;
