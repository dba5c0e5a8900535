import type { FlagValues, LaneAnswer } from './lane-answer.js';

/** What a unit gets of a flag, both lanes considered. */
export interface Served<V = FlagValues> {
  /** The variant served; the old one whenever anything is amiss. */
  readonly variant: string;
  /** The attribute values of the variant. */
  readonly values: V;
  /** `canary` when it is another variant than the old one: what `cohortMetrics` wants to know. */
  readonly cohort: 'canary' | 'control';
  /** The next step exposes the unit: its samples are measured apart, before anything changes for it. */
  readonly next?: true;
  /** Why, for logs and people; never parse it. */
  readonly reason: string;
}

/** What reading a lane came to. */
export type LaneRead =
  { readonly ok: true; readonly answer: LaneAnswer } | { readonly ok: false; readonly why: string };

const SHARD = /~\d+$/;
/** Stands for the old variant, and marks whom the next step exposes. */
const NEXT = 'old:next';
const INSTEAD = 'allowed:';
/** What a variant of the brake lane has to be called to let a unit have something new. */
const ALLOWING = /^allowed(?::.*|~\d+)?$/s;

/**
 * The lesser of the two lanes: a new variant only if the rise lane gives one and the brake lane is enabled for the
 * unit. The brake lane may name the variant (`allowed:<variant>`). Whatever is missing, disabled or without an
 * attribute that `old.values` has, leaves the unit with the old variant.
 */
export function served(
  rise: LaneRead,
  brake: LaneRead,
  old: { readonly name: string; readonly values: FlagValues },
): Served {
  if (!rise.ok) return oldOne(old, `rise lane: ${rise.why}`);
  const risen = rise.answer.variant?.replace(SHARD, '') ?? old.name;
  const given = `rise lane: ${named(rise.answer)}`;
  if (risen === NEXT) return { ...oldOne(old, given), next: true };
  if (!rise.answer.enabled || risen === old.name) return oldOne(old, given);
  if (!brake.ok) return oldOne(old, `brake lane: ${brake.why}`);
  const { enabled, variant: cap } = brake.answer;
  const capped = `brake lane: ${named(brake.answer)}`;
  if (!enabled || cap === undefined || !ALLOWING.test(cap)) return oldOne(old, capped);
  const instead = cap.startsWith(INSTEAD) ? cap.replace(SHARD, '').slice(INSTEAD.length) : undefined;
  const variant = instead ?? risen;
  if (variant === old.name) return oldOne(old, capped);
  const { values } = instead === undefined ? rise.answer : brake.answer;
  const wrong = Object.keys(old.values).find(
    (key) => !Object.hasOwn(values, key) || typeOf(values[key]) !== typeOf(old.values[key]),
  );
  if (wrong !== undefined)
    return oldOne(
      old,
      `${given}; ${capped}; but "${variant}" has no ${typeOf(old.values[wrong])} "${wrong}"`,
    );
  return { variant, values, cohort: 'canary', reason: `${given}; ${capped}` };
}

/** The old behaviour, with the reason. */
export function oldOne(old: { readonly name: string; readonly values: FlagValues }, reason: string): Served {
  return { variant: old.name, values: old.values, cohort: 'control', reason };
}

function named({ enabled, variant }: LaneAnswer): string {
  return `${variant === undefined ? 'no variant' : `"${variant}"`}${enabled ? '' : ', not enabled'}`;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
