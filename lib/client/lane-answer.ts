/** A value that a flag attribute has in AppConfig. */
export type FlagValue = string | number | boolean | readonly string[] | readonly number[];

/** The attribute values of a variant. */
export interface FlagValues {
  readonly [attribute: string]: FlagValue;
}

/** What one lane says about one flag. */
export interface LaneAnswer {
  readonly enabled: boolean;
  /** The name in the document, as `new~2` or `allowed:safe`; absent for a flag without variants. */
  readonly variant?: string;
  readonly values: FlagValues;
}

/**
 * Reads what the agent answers to `?flag=<flag>`. AWS does not show that answer; whole configurations are
 * `{"<flag>": {"enabled": …}}`. Both `{"enabled": …}` and that are taken, and cannot be mistaken for each other: no
 * attribute is an object. Undefined for anything else, and for a flag that is not in it.
 */
export function laneAnswer(flag: string, body: unknown): LaneAnswer | undefined {
  if (!isRecord(body)) return undefined;
  const own = Object.hasOwn(body, flag) ? body[flag] : undefined;
  const { enabled, _variant: variant, ...rest } = isRecord(own) ? own : body;
  if (typeof enabled !== 'boolean' || (variant !== undefined && typeof variant !== 'string'))
    return undefined;
  if (!isFlagValues(rest)) return undefined;
  return { enabled, values: rest, ...(variant === undefined ? {} : { variant }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFlagValues(values: Readonly<Record<string, unknown>>): values is FlagValues {
  return Object.values(values).every(isFlagValue);
}

function isFlagValue(value: unknown): boolean {
  if (Array.isArray(value))
    return ['string', 'number'].some((type) => value.every((element) => typeof element === type));
  return ['string', 'number', 'boolean'].includes(typeof value);
}
