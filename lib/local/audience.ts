import type { FlagDocument } from '../flags/document.js';
import { prepareFlag, type FlagResult } from '../flags/evaluate.js';
import { servedVariant } from '../flags/served-variant.js';
import { NEXT, variantOf } from '../flags/variant-names.js';
import { OLD_VARIANT, type RolloutPlan } from '../plan/rollout-plan.js';
import { cutIntoStrata, type Strata, type Stratum } from './audience/strata.js';
import { simulateUnits, type SimulatedUnit } from './audience/units.js';

/** A document and the share of the hosts that hold it: above 0, at most 1. Hosts without any count as `old`. */
export interface DocumentShare {
  readonly document: FlagDocument;
  readonly share: number;
}

/** What the hosts of an application hold of one environment. */
export interface LaneShares {
  readonly rise: readonly DocumentShare[];
  readonly brake: readonly DocumentShare[];
}

/** Who is exposed at one moment. */
export interface ExposureSnapshot {
  /** By stratum: the share of its requests that is served a new variant, 0..1. */
  readonly shares: readonly number[];
  /** By stratum: the share of its requests that is marked as coming next, 0..1; none of them is served a new variant. */
  readonly next: readonly number[];
  /** By stratum: the units (their indices) that are served a new variant, at least by some hosts. */
  readonly exposed: readonly Uint32Array[];
  /** Units (their indices) that were not exposed at the look before. */
  readonly entered: readonly number[];
  /** About how many units of the audience are exposed. */
  readonly units: number;
}

/** Documents whose evaluation is remembered. */
const REMEMBERED = 8;

/**
 * The units of a plan's audience and what they are served. A unit is exposed when any flag of the plan serves it
 * another variant than the old one. At most 20,000 units are simulated and stand for the rest.
 */
export class SimulatedAudience {
  readonly units: readonly SimulatedUnit[];
  readonly #flags: readonly string[];
  readonly #strata: Strata;
  readonly #remembered = new Map<FlagDocument, readonly EvaluatedFlag[]>();
  #last: { readonly served: readonly ServedShare[]; readonly snapshot: ExposureSnapshot } | undefined;
  #exposed: Uint8Array;

  /** @param segments the segments that have to be told apart */
  constructor(plan: RolloutPlan, options: { readonly seed: number; readonly segments: readonly string[] }) {
    this.units = simulateUnits(plan, options.seed);
    this.#flags = Object.keys(plan.flags);
    this.#strata = cutIntoStrata(plan, this.units, options.segments);
    this.#exposed = new Uint8Array(this.units.length);
  }

  get strata(): readonly Stratum[] {
    return this.#strata.strata;
  }

  /** The index of a unit's stratum. */
  stratumOf(unit: number): number {
    return this.#strata.stratumOf[unit] ?? 0;
  }

  /** Who is exposed while the lanes' documents are shared out so; `entered` is relative to the look before. */
  look(lanes: LaneShares): ExposureSnapshot {
    const served = lanes.rise.flatMap((rise) =>
      lanes.brake.map((brake) => ({
        rise: rise.document,
        brake: brake.document,
        share: rise.share * brake.share,
      })),
    );
    if (this.#last && sameShares(this.#last.served, served)) return { ...this.#last.snapshot, entered: [] };
    const snapshot = this.#snapshotOf(...this.#chances(served));
    this.#last = { served, snapshot };
    return snapshot;
  }

  /** By unit: the chance that a request is served a new variant, and that it is marked as coming next. */
  #chances(served: readonly ServedShare[]): readonly [exposed: Float64Array, next: Float64Array] {
    const chances = new Float64Array(this.units.length);
    const coming = new Float64Array(this.units.length);
    for (const { rise, brake, share } of served) {
      const risen = this.#evaluated(rise);
      const braked = this.#evaluated(brake);
      const isNew = this.#flags.map((_, flag) => newVariants(risen[flag], braked[flag]));
      const isNext = this.#flags.map((_, flag) => risen[flag]?.results.map(isMarked) ?? []);
      for (let unit = 0; unit < chances.length; unit += 1) {
        const exposed = isNew.some((table, flag) => {
          const riseResult = risen[flag]?.resultOf[unit] ?? 0;
          return table[riseResult]?.[braked[flag]?.resultOf[unit] ?? 0] === true;
        });
        if (exposed) chances[unit] = (chances[unit] ?? 0) + share;
        else if (isNext.some((table, flag) => table[risen[flag]?.resultOf[unit] ?? 0] === true))
          coming[unit] = (coming[unit] ?? 0) + share;
      }
    }
    return [chances, coming];
  }

  #snapshotOf(chances: Float64Array, coming: Float64Array): ExposureSnapshot {
    const { strata, stratumOf } = this.#strata;
    const served = strata.map(() => 0);
    const marked = strata.map(() => 0);
    coming.forEach((chance, index) => {
      const stratum = stratumOf[index] ?? 0;
      marked[stratum] = (marked[stratum] ?? 0) + chance * (this.units[index]?.weight ?? 0);
    });
    const exposed = strata.map((): number[] => []);
    const entered: number[] = [];
    let units = 0;
    const now = new Uint8Array(chances.length);
    chances.forEach((chance, index) => {
      if (chance <= 0) return;
      const weight = this.units[index]?.weight ?? 0;
      const stratum = stratumOf[index] ?? 0;
      served[stratum] = (served[stratum] ?? 0) + chance * weight;
      exposed[stratum]?.push(index);
      units += weight;
      now[index] = 1;
      if (this.#exposed[index] !== 1) entered.push(index);
    });
    this.#exposed = now;
    return {
      shares: strata.map(({ size }, stratum) => Math.min(1, (served[stratum] ?? 0) / size)),
      next: strata.map(({ size }, stratum) => Math.min(1, (marked[stratum] ?? 0) / size)),
      exposed: exposed.map((list) => Uint32Array.from(list)),
      entered,
      units: Math.round(units),
    };
  }

  #evaluated(document: FlagDocument): readonly EvaluatedFlag[] {
    const known = this.#remembered.get(document);
    if (known) return known;
    const evaluated = this.#flags.map((flag) => evaluateForAll(document, flag, this.units));
    this.#remembered.set(document, evaluated);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > REMEMBERED && oldest) this.#remembered.delete(oldest);
    return evaluated;
  }
}

interface ServedShare {
  readonly rise: FlagDocument;
  readonly brake: FlagDocument;
  readonly share: number;
}

/** The few different results of a flag, and by unit the index of its own. */
interface EvaluatedFlag {
  readonly results: readonly FlagResult[];
  readonly resultOf: Uint16Array;
}

function evaluateForAll(
  document: FlagDocument,
  flag: string,
  units: readonly SimulatedUnit[],
): EvaluatedFlag {
  const evaluate = prepareFlag(document, flag);
  const indices = new Map<FlagResult, number>();
  const resultOf = Uint16Array.from(units, ({ context }) => {
    const result = evaluate(context);
    const index = indices.get(result) ?? indices.size;
    indices.set(result, index);
    return index;
  });
  return { results: [...indices.keys()], resultOf };
}

function isMarked({ variant }: FlagResult): boolean {
  return variant !== undefined && variantOf(variant) === NEXT;
}

/** Whether each pair of results of the two lanes serves a new variant. */
function newVariants(
  rise: EvaluatedFlag | undefined,
  brake: EvaluatedFlag | undefined,
): readonly (readonly boolean[])[] {
  return (rise?.results ?? []).map((risen) =>
    (brake?.results ?? []).map((braked) => servedVariant(risen, braked, OLD_VARIANT).cohort === 'canary'),
  );
}

function sameShares(one: readonly ServedShare[], other: readonly ServedShare[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ rise, brake, share }, index) => {
      const same = other[index];
      return same !== undefined && same.rise === rise && same.brake === brake && same.share === share;
    })
  );
}
