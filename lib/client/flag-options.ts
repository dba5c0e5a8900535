import type { Fetch } from './ask-agent.js';
import type { FlagValues } from './lane-answer.js';

/** A flag as an application knows it. */
export interface ClientFlag {
  /** The salt of its buckets: the flag's own, or the plan's. */
  readonly salt: string;
  /** Default `bucket`; `bucket_<flag>` for a flag with a salt of its own, a `-` in its key written `_`. */
  readonly bucketAttribute?: string;
  /** The name of the variant that is the old behaviour. Default `old`. */
  readonly old?: string;
  /**
   * The values of the old variant, which are served whenever anything is amiss. Another variant is served only if it
   * has each of these attributes, with the same type. Default: none.
   */
  readonly values?: FlagValues;
}

export type ClientFlags = Readonly<Record<string, ClientFlag>>;

/** What the plan says; plain JSON, so that it can be kept in a file and spread into the options. */
export interface FlagManifest<F extends ClientFlags = ClientFlags> {
  /** Name or id of the AppConfig application. */
  readonly application: string;
  /** Name or id of the configuration profile. */
  readonly profile: string;
  /** The plan's environment: its lanes are the AppConfig environments `<environment>-rise` and `<environment>-brake`. */
  readonly environment: string;
  /** `audience.key` of the plan: the attribute that carries the unit. */
  readonly unitAttribute: string;
  readonly flags: F;
}

export interface FlagOptions<F extends ClientFlags = ClientFlags> extends FlagManifest<F> {
  /** Where AppConfig's agent listens. Default `http://localhost:2772`. */
  readonly agent?: string;
  /** The agent's `ACCESS_TOKEN`, if it was given one. */
  readonly accessToken?: string;
  /** How long one question may take, both lanes together. Milliseconds, default 300. */
  readonly timeoutMs?: number;
  /**
   * How many answers to remember for when the agent does not answer; one question is one lane, flag, unit and context.
   * Default 0: then everybody gets the old behaviour at once.
   */
  readonly remember?: number;
  /** From this age on, what is remembered serves nobody a new variant. Milliseconds, default 60,000. */
  readonly staleAfterMs?: number;
  /** Milliseconds since the Unix epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Default the global `fetch`. */
  readonly fetch?: Fetch;
}

/** @throws RangeError for options with which no question could be asked. */
export function checkFlagOptions(options: FlagOptions): void {
  const {
    application,
    profile,
    environment,
    unitAttribute,
    timeoutMs = 300,
    remember = 0,
    staleAfterMs = 60_000,
  } = options;
  for (const [name, value] of Object.entries({ application, profile, environment, unitAttribute }))
    if (typeof value !== 'string' || value === '')
      throw new RangeError(`createFlags: ${name} is empty; give its name`);
  for (const [name, value] of Object.entries({ timeoutMs, remember, staleAfterMs }))
    if (!Number.isFinite(value) || value < 0)
      throw new RangeError(`createFlags: ${name} is ${String(value)}; allowed are finite numbers from 0`);
  for (const [flag, { salt, bucketAttribute }] of Object.entries(options.flags)) {
    if (typeof salt !== 'string')
      throw new RangeError(
        `createFlags: the flag "${flag}" has no salt; it is the plan's \`salt\`, or its name`,
      );
    if (bucketAttribute === unitAttribute)
      throw new RangeError(
        `createFlags: the bucket of "${flag}" and the unit cannot both be "${unitAttribute}"`,
      );
  }
}
