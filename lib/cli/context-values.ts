import { asBoolean, asNumber, type ContextValue, type FlagContext } from '../flags/context.js';
import { exposedBy } from '../plan/checks/exposed-by.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { sayChoices } from '../plan/source/choices.js';
import type { Refusal } from './refuse.js';

type Attribute = RolloutPlan['audience']['attributes'][string];

/** What was given as `name=value`. */
interface ContextValues {
  /** Of the types that the plan declares. */
  readonly attributes: FlagContext;
  /** What the plan looks at nowhere: applications send more than one plan needs. */
  readonly unused: readonly string[];
  readonly refusals: readonly Refusal[];
}

/** The context attributes that were given as `name=value`. */
export function contextValues(plan: RolloutPlan, pairs: readonly string[]): ContextValues {
  const values = new Map<string, ContextValue>();
  const unused: string[] = [];
  const refusals: Refusal[] = [];
  for (const pair of pairs) {
    const read = contextValue(plan, pair);
    if ('found' in read) refusals.push(read);
    else if (values.has(read.name) || unused.includes(read.name)) refusals.push(twice(read.name));
    else if (read.value === undefined) unused.push(read.name);
    else values.set(read.name, read.value);
  }
  return { attributes: Object.fromEntries(values), unused, refusals };
}

function contextValue(
  plan: RolloutPlan,
  pair: string,
): { readonly name: string; readonly value?: ContextValue } | Refusal {
  const at = pair.indexOf('=');
  if (at <= 0)
    return {
      found: `--context ${pair} ${at === 0 ? 'without a name' : 'without a value'}`,
      allowed: '--context name=value',
      advice: `write name=value, such as --context ${example(plan)}`,
    };
  const name = pair.slice(0, at);
  const text = pair.slice(at + 1);
  const { audience } = plan;
  if (name === audience.key)
    return { found: `--context ${pair}`, advice: `say the ${audience.unit} with --user ${text}` };
  if (Object.values(plan.flags).some(({ bucketAttribute }) => bucketAttribute === name))
    return {
      found: `--context ${pair}`,
      advice: `leave it out: the bucket follows from the ${audience.unit}`,
    };
  const declared = Object.hasOwn(audience.attributes, name) ? audience.attributes[name] : undefined;
  if (declared) return typedValue(name, text, declared);
  const known = knownAttributes(plan);
  if (known.includes(name)) return { name, value: text };
  const { allowed, advice } = sayChoices(name, known);
  return advice === undefined
    ? { name }
    : { found: `the plan looks at no attribute \`${name}\``, allowed, advice };
}

/** The attributes that are declared, and those of a plan that declares none. */
function knownAttributes(plan: RolloutPlan): readonly string[] {
  const { attributes, key } = plan.audience;
  const used = exposedBy(plan).flatMap((rule) => rule.attributes);
  return [...new Set([...Object.keys(attributes), ...used])].filter((name) => name !== key);
}

function typedValue(
  name: string,
  text: string,
  { type, ...rest }: Attribute,
): { readonly name: string; readonly value: ContextValue } | Refusal {
  const value = type === 'number' ? asNumber(text) : type === 'boolean' ? asBoolean(text) : text;
  if (value === undefined) {
    const allowed = type === 'number' ? 'a number such as 3 or 0.5' : 'true or false';
    return {
      found: `\`${name}\` is a ${type} in the plan, and \`${text}\` is none`,
      allowed,
      advice: `write --context ${name}=${type === 'number' ? '3' : 'true'}`,
    };
  }
  const values = 'values' in rest ? rest.values : undefined;
  if (!values || values.includes(value)) return { name, value };
  const { allowed, advice } = sayChoices(text, values.map(String));
  return {
    found: `\`${name}\` has no value \`${text}\` in the plan`,
    allowed,
    advice: advice ?? 'give one of them, or add it to the `values` of the attribute',
  };
}

function twice(name: string): Refusal {
  return { found: `--context ${name}= more than once`, advice: 'give each attribute once' };
}

function example(plan: RolloutPlan): string {
  const name = knownAttributes(plan)[0] ?? 'region';
  const declared = plan.audience.attributes[name];
  const values = declared && 'values' in declared ? declared.values : undefined;
  const byType = { number: '3', boolean: 'true', text: 'eu' } as const;
  return `${name}=${String(values?.[0] ?? byType[declared?.type ?? 'text'])}`;
}
