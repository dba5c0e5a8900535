import type { DocumentVariant, FlagDocument } from '../flags/document.js';
import type { FlagResult } from '../flags/evaluate.js';
import { servedVariant } from '../flags/served-variant.js';
import { OLD_VARIANT, type Flag, type RolloutPlan } from '../plan/rollout-plan.js';
import { laneDocument } from '../rollout/desired.js';
import type { FlagsQuestion } from './flags-view.js';
import { plannedState } from './planned-state.js';
import { sayReach } from './sentences/grants.js';
import { unitView } from './unit-view.js';

/** The flags of a plan as environment variables, at a point of it. */
export interface TogglesView {
  readonly rollout: string;
  readonly at: { readonly point: string; readonly say: string };
  readonly environment: string;
  /** The unit that they are for; absent = what everybody gets. */
  readonly unit?: string;
  readonly variables: readonly Toggle[];
}

export interface Toggle {
  readonly name: string;
  /** `true` or `false`; the name of the variant where the plan names several. */
  readonly value: string;
  readonly flag: string;
  readonly variant: string;
  /** Whether the flag reaches some units and not others: then the variant is the old one unless a unit was asked for. */
  readonly shared: boolean;
  /** How many it reaches, for people. */
  readonly reach: string;
}

/** Every flag as a variable: for one unit, or what everybody gets, which is the old behaviour while it reaches a share. */
export function togglesView(
  plan: RolloutPlan,
  { point, environment, unit }: Omit<FlagsQuestion, 'lanes'>,
): TogglesView {
  const state = plannedState(plan, point);
  const rise = laneDocument(plan, state, environment, 'rise');
  const brake = laneDocument(plan, state, environment, 'brake');
  const served = unit && unitView(plan, state, environment, unit);
  return {
    rollout: plan.rollout,
    at: { point: point.name, say: point.say },
    environment,
    ...(unit ? { unit: unit.name } : {}),
    variables: Object.values(plan.flags).map((flag): Toggle => {
      const everybody = servedToEverybody(rise, brake, flag.key);
      const variant = served?.flags.find((one) => one.flag === flag.key)?.variant ?? everybody ?? OLD_VARIANT;
      const exposure = point.exposed[environment]?.[flag.key];
      const isExposed = exposure !== undefined && exposure.variant !== OLD_VARIANT;
      return {
        name: variableName(flag),
        value: valueOf(flag, variant),
        flag: flag.key,
        variant,
        shared: everybody === undefined,
        reach: sayReach(plan, isExposed ? exposure.grants : []),
      };
    }),
  };
}

/** The variable that the plan names for a flag; otherwise its key in capitals: `microSlots` is `MICRO_SLOTS`. */
export function variableName({ env, key }: Pick<Flag, 'env' | 'key'>): string {
  return (
    env ??
    key
      .replaceAll('-', '_')
      .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
      .replace(/([A-Z])([A-Z][a-z])/gu, '$1_$2')
      .toUpperCase()
  );
}

/** Variables that would stand for more than one flag. */
export function sharedNames(
  plan: RolloutPlan,
): readonly { readonly name: string; readonly flags: readonly string[] }[] {
  const flags = new Map<string, string[]>();
  for (const flag of Object.values(plan.flags)) {
    const name = variableName(flag);
    flags.set(name, [...(flags.get(name) ?? []), flag.key]);
  }
  return [...flags].flatMap(([name, keys]) => (keys.length > 1 ? [{ name, flags: keys }] : []));
}

function valueOf(flag: Flag, variant: string): string {
  const isSwitch = Object.keys(flag.variants).length === 2;
  return isSwitch ? String(variant !== OLD_VARIANT) : variant;
}

/** The variant that a flag has whatever the context says; undefined when it depends on it. */
function servedToEverybody(rise: FlagDocument, brake: FlagDocument, flag: string): string | undefined {
  const served = new Set(
    resultsOf(rise, flag).flatMap((risen) =>
      resultsOf(brake, flag).map((braked) => servedVariant(risen, braked, OLD_VARIANT).variant),
    ),
  );
  return served.size === 1 ? [...served][0] : undefined;
}

function resultsOf(document: FlagDocument, flag: string): readonly FlagResult[] {
  return (document.values[flag]?._variants ?? []).map(({ name, enabled }: DocumentVariant): FlagResult => ({
    enabled,
    variant: name,
    attributes: {},
    why: '',
  }));
}
