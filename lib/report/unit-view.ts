import { bucketOf } from '../flags/bucket.js';
import { valueOf, type FlagContext } from '../flags/context.js';
import type { AttributeValue } from '../flags/document.js';
import { evaluateFlag, type FlagResult } from '../flags/evaluate.js';
import { servedVariant } from '../flags/served-variant.js';
import { variantOf } from '../flags/variant-names.js';
import { attributesOf } from '../plan/expressions/segment-test.js';
import { OLD_VARIANT, type Flag, type RolloutPlan } from '../plan/rollout-plan.js';
import { laneDocument } from '../rollout/desired.js';
import type { RolloutState } from '../rollout/state.js';
import { servedReasons } from './served-reasons.js';

/** A unit with the context attributes that the application would send for it. */
export interface Unit {
  readonly name: string;
  readonly attributes: FlagContext;
}

/** What a unit is served, flag by flag, and why. */
export interface UnitView {
  readonly unit: string;
  /** All that the documents were asked with: the unit, its buckets and attributes. */
  readonly context: FlagContext;
  /** Attributes that somebody's exposure depends on and that were not given: what asks for them is false. */
  readonly missing: readonly string[];
  readonly flags: readonly ServedFlag[];
}

export interface ServedFlag {
  readonly flag: string;
  readonly variant: string;
  readonly cohort: 'canary' | 'control';
  readonly attributes: { readonly [attribute: string]: AttributeValue };
  /** Absent where AppConfig's split decides. */
  readonly bucket?: Bucket;
  /** The names of the variants that the lanes' documents give. */
  readonly rise: string;
  readonly brake: string;
  /** Sentences: what lets it in, or everything that does not. */
  readonly why: readonly string[];
}

interface Bucket {
  /** 0..999,999. */
  readonly value: number;
  readonly salt: string;
  /** The context attribute that carries it. */
  readonly attribute: string;
}

/** Asks the documents of both lanes for a unit, as an application would, and says why they answer so. */
export function unitView(
  plan: RolloutPlan,
  state: RolloutState,
  environment: string,
  { name, attributes }: Unit,
): UnitView {
  const flags = Object.values(plan.flags);
  const buckets = flags.flatMap((flag) => bucketFor(plan, flag, name) ?? []);
  const context: FlagContext = {
    [plan.audience.key]: name,
    ...Object.fromEntries(buckets.map(({ attribute, value }) => [attribute, value])),
    ...attributes,
  };
  const rise = laneDocument(plan, state, environment, 'rise');
  const brake = laneDocument(plan, state, environment, 'brake');
  return {
    unit: name,
    context,
    missing: missingOf(plan, state, environment, context),
    flags: flags.map((flag): ServedFlag => {
      const risen = evaluateFlag(rise, flag.key, context);
      const braked = evaluateFlag(brake, flag.key, context);
      const { variant, cohort } = servedVariant(risen, braked, OLD_VARIANT);
      const bucket = bucketFor(plan, flag, name);
      return {
        flag: flag.key,
        variant,
        cohort,
        attributes: flag.variants[variant] ?? {},
        ...(bucket ? { bucket } : {}),
        rise: risen.variant ?? OLD_VARIANT,
        brake: braked.variant ?? OLD_VARIANT,
        why: servedReasons({ plan, state, environment, flag, unit: name, context }, givesNew(risen)),
      };
    }),
  };
}

function givesNew({ enabled, variant }: FlagResult): boolean {
  return enabled && variant !== undefined && variantOf(variant) !== OLD_VARIANT;
}

function bucketFor({ audience }: RolloutPlan, flag: Flag, unit: string): Bucket | undefined {
  if (audience.bucketing === 'appconfig') return undefined;
  return { value: bucketOf(flag.salt, unit), salt: flag.salt, attribute: flag.bucketAttribute };
}

function missingOf(
  plan: RolloutPlan,
  state: RolloutState,
  environment: string,
  context: FlagContext,
): readonly string[] {
  const { exposures = {}, caps = {} } = state.environments[environment] ?? {};
  const grants = [
    ...Object.values(exposures).flatMap((exposure) => exposure.grants),
    ...Object.values(caps).flatMap(({ limit }) => (limit === 'open' ? [] : limit)),
  ];
  const tests = grants.flatMap(({ segment: name, only }) => {
    const segment = name === undefined ? undefined : plan.audience.segments[name];
    return [...(segment?.kind === 'where' ? [segment.test] : []), ...(only ? [only] : [])];
  });
  const asked = new Set(tests.flatMap(attributesOf));
  return [...asked].filter((attribute) => valueOf(context, attribute) === undefined);
}
