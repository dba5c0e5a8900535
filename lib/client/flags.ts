import { askAgent, type Fetch } from './ask-agent.js';
import { bucketOf } from './bucket.js';
import { contextHeader, type Context } from './context-header.js';
import { checkFlagOptions, type ClientFlag, type ClientFlags, type FlagOptions } from './flag-options.js';
import { laneAnswer, type FlagValues } from './lane-answer.js';
import { laneMemory } from './lane-memory.js';
import { oldOne, served, type LaneRead, type Served } from './served.js';

/** `{ renderer: 'diff' }` as a type says `renderer: string`: other variants have other values. */
type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly string[]
        ? readonly string[]
        : readonly number[];

/** The values of a flag: the attributes of its old variant, as far as they are declared. */
export type ValuesOf<T extends ClientFlag> = T['values'] extends FlagValues
  ? { readonly [A in keyof T['values']]: Widened<T['values'][A]> }
  : FlagValues;

export interface Flags<F extends ClientFlags = ClientFlags> {
  /**
   * What `unit` gets of `flag`. Never rejects: whatever goes wrong is the old behaviour, with the reason.
   * @param context the attributes that the plan's segments ask for; unit and bucket are added
   */
  readonly variant: <K extends keyof F & string>(
    flag: K,
    unit: string,
    context?: Context,
  ) => Promise<Served<ValuesOf<F[K]>>>;
  /** Whether `unit` gets another variant than the old one. Never rejects. */
  readonly isOn: (flag: keyof F & string, unit: string, context?: Context) => Promise<boolean>;
}

/**
 * Flags through both lanes of a plan's environment, read from AppConfig's agent beside the application at every
 * question. A new variant is served only if both lanes say so.
 *
 * The agent answers from its own copy, also while it cannot reach AppConfig, and says nothing about the copy's age. So
 * an age is only known of what is remembered here (`remember`, `staleAfterMs`).
 * @throws RangeError for options with which no question could be asked.
 */
export function createFlags<F extends ClientFlags>(options: FlagOptions<F>): Flags<F> {
  checkFlagOptions(options);
  const { agent = 'http://localhost:2772', timeoutMs = 300, staleAfterMs = 60_000, remember = 0 } = options;
  const { clock = Date.now, accessToken, flags, unitAttribute } = options;
  const fetch: Fetch = options.fetch ?? globalThis.fetch;
  const memory = laneMemory(remember);
  const authorization: Readonly<Record<string, string>> =
    accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` };

  async function lane(name: string, flag: string, header: string): Promise<LaneRead> {
    const parts = [options.application, `${options.environment}-${name}`, options.profile].map(
      encodeURIComponent,
    );
    const [application = '', environment = '', profile = ''] = parts;
    const path = `/applications/${application}/environments/${environment}/configurations/${profile}`;
    const url = `${agent.replace(/\/+$/, '')}${path}?flag=${encodeURIComponent(flag)}`;
    const question = `${url} ${header}`;
    const askedAt = clock();
    const headers = { Context: header, ...authorization };
    const asked = await askAgent(fetch, url, headers, timeoutMs);
    if (!asked.ok && asked.down) {
      const last = memory.last(question);
      if (last === undefined) return { ok: false, why: asked.why };
      const age = clock() - last.askedAt;
      // A clock that was set back makes the age unknown.
      if (age >= 0 && age < staleAfterMs) return { ok: true, answer: last.answer };
      const known = `what it said ${String(age)} ms ago is older than ${String(staleAfterMs)} ms`;
      return { ok: false, why: `${asked.why}, and ${known}` };
    }
    const answer = asked.ok ? laneAnswer(flag, asked.body) : undefined;
    if (answer !== undefined) {
      memory.keep(question, { answer, askedAt });
      return { ok: true, answer };
    }
    memory.forget(question);
    return { ok: false, why: asked.ok ? `the agent's answer has no flag "${flag}"` : asked.why };
  }

  async function variant(flag: string, unit: string, context: Context = {}): Promise<Served> {
    const known = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    const old = { name: known?.old ?? 'old', values: known?.values ?? {} };
    try {
      if (known === undefined)
        return oldOne(
          old,
          `createFlags knows no flag "${flag}", but ${Object.keys(flags).join(', ') || 'none'}`,
        );
      if (typeof unit !== 'string' || unit === '') return oldOne(old, 'no unit was given');
      const computed = {
        [unitAttribute]: unit,
        [known.bucketAttribute ?? 'bucket']: bucketOf(known.salt, unit),
      };
      const header = contextHeader({ ...context, ...computed });
      if (!header.ok) return oldOne(old, header.why);
      const [rise, brake] = await Promise.all([
        lane('rise', flag, header.header),
        lane('brake', flag, header.header),
      ]);
      return served(rise, brake, old);
    } catch (error) {
      return oldOne(
        old,
        `the flag cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  return {
    // `served` has compared the values with the declared ones.
    variant: variant as Flags<F>['variant'],
    isOn: async (flag, unit, context) => (await variant(flag, unit, context)).cohort === 'canary',
  };
}
