import { IANAZone } from 'luxon';

const MINUTE = 60_000;
const WEEK = 604_800_000;

/** How far a zone is ahead of UTC from `from` on, in milliseconds. */
interface Stretch {
  readonly from: number;
  readonly offset: number;
}

/**
 * Stretches of constant offset by zone and UTC year. Asking Intl for one offset takes longer than everything else
 * that a minute of a rollout needs, and the answers never change.
 */
const known = new Map<string, readonly Stretch[]>();

/** How far the clock of `zone` (UTC or a name of the IANA database) is ahead of UTC at `at`, in milliseconds. */
export function zoneOffset(at: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const year = new Date(at).getUTCFullYear();
  const key = `${zone} ${String(year)}`;
  const stretches = known.get(key) ?? stretchesOf(year, zone);
  known.set(key, stretches);
  return stretches.findLast(({ from }) => from <= at)?.offset ?? 0;
}

/** No zone has changed its clock twice within a week. */
function stretchesOf(year: number, zone: string): readonly Stretch[] {
  const end = Date.UTC(year + 1, 0, 1);
  const first = Date.UTC(year, 0, 1);
  const stretches: Stretch[] = [{ from: first, offset: ask(first, zone) }];
  for (let from = first; from < end; from += WEEK) {
    const until = Math.min(from + WEEK, end);
    const offset = ask(until, zone);
    if (offset === stretches.at(-1)?.offset) continue;
    const change = changeBetween(from, until, zone);
    if (change < end) stretches.push({ from: change, offset });
  }
  return stretches;
}

/** The minute between two instants of different offset at which the later one begins. */
function changeBetween(from: number, until: number, zone: string): number {
  const offset = ask(until, zone);
  let before = from / MINUTE;
  let after = until / MINUTE;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (ask(middle * MINUTE, zone) === offset) after = middle;
    else before = middle;
  }
  return after * MINUTE;
}

function ask(at: number, zone: string): number {
  return IANAZone.create(zone).offset(at) * MINUTE;
}
