import { isSame, keysOf } from './is-same.js';
import type { PlanChange } from './plan-change.js';

/** Compares what two plans have under each name. */
export function compareRecords<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  says: {
    readonly both: (before: T, after: T, name: string) => readonly PlanChange[];
    readonly removed: (before: T, name: string) => PlanChange;
    readonly added: (after: T, name: string) => PlanChange;
  },
): readonly PlanChange[] {
  return keysOf(before, after).flatMap((name): readonly PlanChange[] => {
    const [was, is] = [own(before, name), own(after, name)];
    if (was === undefined) return is === undefined ? [] : [says.added(is, name)];
    if (is === undefined) return [says.removed(was, name)];
    return isSame(was, is) ? [] : says.both(was, is, name);
  });
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
