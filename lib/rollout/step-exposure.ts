import { BUCKETS, type FlagExposure, type Grant } from '../flags/exposure.js';
import type { Amount } from '../plan/expressions/exposure.js';
import { OLD_VARIANT, type Phase, type RolloutPlan, type Segment, type Step } from '../plan/rollout-plan.js';
import type { Exposures } from './state.js';

/**
 * What is exposed after `step`: the union of what already is and what the step adds. Nobody leaves by a step.
 * @param current the exposure of the step's environment before it
 * @param atEntry the exposure when the phase was entered: what `remaining` is taken of
 */
export function exposeStep(plan: RolloutPlan, step: Step, current: Exposures, atEntry: Exposures): Exposures {
  const phase = phaseOf(plan, step);
  const changed = { ...current };
  for (const key of step.flags) {
    const flag = plan.flags[key];
    if (!flag) continue;
    const before = current[key];
    if (!step.change && !before) continue;
    changed[key] = {
      variant:
        step.serve ??
        (before?.variant !== undefined && before.variant !== OLD_VARIANT ? before.variant : flag.newVariant),
      grants: step.change
        ? union(before?.grants ?? [], added(plan, phase, step, key, current, atEntry))
        : (before?.grants ?? []),
    };
  }
  return changed;
}

function phaseOf(plan: RolloutPlan, step: Step): Phase {
  const phase = plan.phases[step.phase];
  if (!phase) throw new Error(`step ${step.id} belongs to no phase`);
  return phase;
}

/** The grants that a step adds for one flag. */
function added(
  plan: RolloutPlan,
  phase: Phase,
  step: Step,
  key: string,
  current: Exposures,
  atEntry: Exposures,
): readonly Grant[] {
  const { change } = step;
  if (!change) return [];
  const { exposure } = change;
  const only = phase.eligible ? { only: phase.eligible } : {};
  switch (exposure.kind) {
    case 'nobody':
      return [];
    case 'everyone':
      return [{ below: BUCKETS, ...only }];
    case 'segment':
      return [{ segment: exposure.segment, below: BUCKETS, ...only }];
    case 'remaining': {
      const fraction = remainingSoFar(phase, step);
      const base = atEntry[key]?.grants ?? [];
      const topped = base.map(({ atMost, ...grant }): Grant => {
        const size = grant.segment === undefined ? undefined : plan.audience.segments[grant.segment]?.size;
        const share = atMost === undefined || size === undefined ? grant.below / BUCKETS : atMost / size;
        return { ...grant, ...only, below: buckets(share + fraction * (1 - share)) };
      });
      return [{ below: buckets(fraction), ...only }, ...topped];
    }
    case 'share': {
      const segment = exposure.segment === undefined ? undefined : plan.audience.segments[exposure.segment];
      const grant = shareGrant(exposure.amount, segment, segment?.size ?? plan.audience.size);
      const already =
        change.mode === 'add'
          ? Math.max(0, ...matching(current[key]?.grants ?? [], exposure.segment).map((one) => one.below))
          : 0;
      return [
        {
          ...(exposure.segment === undefined ? {} : { segment: exposure.segment }),
          ...grant,
          below: Math.min(BUCKETS, grant.below + already),
          ...only,
        },
      ];
    }
    case 'drawn': {
      const segment = plan.audience.segments[exposure.segment];
      const size = segment?.size ?? plan.audience.size;
      const wanted = unitsOf(exposure.amount, plan.audience.size);
      const grant = shareGrant(
        { kind: 'count', units: Math.min(wanted, size), noun: plan.audience.units },
        segment,
        size,
      );
      return [{ segment: exposure.segment, ...grant, ...only }];
    }
  }
}

function matching(grants: readonly Grant[], segment: string | undefined): readonly Grant[] {
  return grants.filter((grant) => grant.segment === segment && grant.only === undefined);
}

/** A share of `size` units; of a list, an exact number of its members. */
function shareGrant(
  amount: Amount,
  segment: Segment | undefined,
  size: number,
): { readonly below: number; readonly atMost?: number } {
  if (segment?.kind === 'list')
    return { below: BUCKETS, atMost: Math.min(segment.size, unitsOf(amount, segment.size)) };
  if (amount.kind === 'percent') return { below: buckets(amount.upTo ?? amount.fraction) };
  return { below: buckets(Math.min(1, unitsOf(amount, size) / size)) };
}

/** The number of units an amount allows at most. */
function unitsOf(amount: Amount, size: number): number {
  return amount.kind === 'count'
    ? (amount.upTo ?? amount.units)
    : Math.round((amount.upTo ?? amount.fraction) * size);
}

/** The least number of units the step must reach before its gate can pass; 0 when it has no floor. */
export function floorOf(plan: RolloutPlan, step: Step): number {
  const exposure = step.change?.exposure;
  if (!exposure || !('amount' in exposure) || exposure.amount.upTo === undefined) return 0;
  const { amount } = exposure;
  if (amount.kind === 'count') return amount.units;
  const segment =
    exposure.kind === 'share' && exposure.segment !== undefined
      ? plan.audience.segments[exposure.segment]?.size
      : undefined;
  return Math.round(amount.fraction * (segment ?? plan.audience.size));
}

/** Of those not exposed when the phase was entered, the share that `step` and the steps before it expose. */
function remainingSoFar(phase: Phase, step: Step): number {
  let sum = 0;
  for (const one of phase.steps.slice(0, step.index + 1)) {
    const exposure = one.change?.exposure;
    if (exposure?.kind === 'remaining' && exposure.amount.kind === 'percent') sum += exposure.amount.fraction;
  }
  return Math.min(1, sum);
}

function buckets(fraction: number): number {
  return Math.min(BUCKETS, Math.round(fraction * BUCKETS));
}

/** Joins grants; those with the same address are merged into the larger one. */
function union(first: readonly Grant[], second: readonly Grant[]): readonly Grant[] {
  const merged = new Map<string, Grant>();
  for (const grant of [...first, ...second]) {
    const address = JSON.stringify([grant.segment ?? null, grant.only ?? null, grant.atMost !== undefined]);
    const other = merged.get(address);
    if (!other) merged.set(address, grant);
    else {
      const atMost = grant.atMost === undefined ? {} : { atMost: Math.max(grant.atMost, other.atMost ?? 0) };
      merged.set(address, { ...other, below: Math.max(other.below, grant.below), ...atMost });
    }
  }
  return [...merged.values()];
}

/** The exposure limited to the first `fraction` of the buckets. */
export function reduceTo(exposure: FlagExposure, fraction: number): FlagExposure {
  return {
    ...exposure,
    grants: exposure.grants.map((grant) => ({
      ...grant,
      below: Math.min(grant.below, buckets(fraction)),
      ...(grant.atMost === undefined ? {} : { atMost: Math.floor(grant.atMost * fraction) }),
    })),
  };
}

/** Whether anybody is in. */
export function anyExposed(exposures: Exposures): boolean {
  return Object.values(exposures).some((exposure) =>
    exposure.grants.some((grant) => grant.below > 0 && grant.atMost !== 0),
  );
}

/**
 * About how many units a list of grants lets in: exact for the members of lists, expected for buckets. Rules are taken
 * as disjoint from each other, and the members of lists as spread over them like everybody else.
 */
export function expectedUnits(plan: RolloutPlan, grants: readonly Grant[]): number {
  const { size } = plan.audience;
  const everyone = Math.max(
    0,
    ...grants.filter((grant) => grant.segment === undefined).map((grant) => grant.below / BUCKETS),
  );
  const lists = segmentShares(plan, grants, 'list');
  const rules = segmentShares(plan, grants, 'where');
  const listed = Math.min(
    size,
    lists.reduce((sum, one) => sum + one.size, 0),
  );
  const inLists = lists.reduce(
    (sum, one) => sum + Math.max(one.size * Math.max(one.share, everyone), one.atMost),
    0,
  );
  let ruled = 0;
  let inRules = 0;
  for (const one of rules) {
    const units = Math.min(one.size, size - ruled);
    ruled += units;
    inRules += units * Math.max(one.share, everyone);
  }
  return inLists + ((inRules + (size - ruled) * everyone) * (size - listed)) / size;
}

interface SegmentShare {
  readonly size: number;
  readonly share: number;
  readonly atMost: number;
}

/** The largest grants of each segment of one kind. */
function segmentShares(
  plan: RolloutPlan,
  grants: readonly Grant[],
  kind: Segment['kind'],
): readonly SegmentShare[] {
  const names = [...new Set(grants.flatMap((grant) => grant.segment ?? []))];
  return names.flatMap((name): readonly SegmentShare[] => {
    const segment = plan.audience.segments[name];
    if (segment?.kind !== kind) return [];
    const own = grants.filter((grant) => grant.segment === name);
    const size = segment.size ?? 0;
    return [
      {
        size,
        share: Math.max(
          0,
          ...own.filter((grant) => grant.atMost === undefined).map((grant) => grant.below / BUCKETS),
        ),
        atMost: Math.min(size, Math.max(0, ...own.map((grant) => grant.atMost ?? 0))),
      },
    ];
  });
}
