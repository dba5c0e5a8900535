import { attributesOf } from '../expressions/segment-test.js';
import { OLD_VARIANT, type Audience, type Flag, type Segment } from '../rollout-plan.js';
import type { PlanFile } from '../schema/plan-file.js';
import type { Path } from '../source/problem.js';
import type { Reports } from './reports.js';

/** Gives the text of a file named in the plan, or `undefined` when there is none. */
export type ReadList = (file: string) => string | undefined;

/** Resolves the audience: list files become lists of units. */
export function compileAudience(file: PlanFile, readList: ReadList, reports: Reports): Audience {
  const source = file.audience;
  const segments: Record<string, Segment> = {};
  for (const [name, segment] of Object.entries(source.segments ?? {})) {
    const path: Path = ['audience', 'segments', name];
    if ('where' in segment) {
      for (const attribute of attributesOf(segment.where)) {
        if (source.attributes)
          reports.knows([...path, 'where'], 'attribute', attribute, [
            ...Object.keys(source.attributes),
            source.key,
          ]);
      }
      segments[name] = {
        kind: 'where',
        test: segment.where,
        ...(segment.size === undefined ? {} : { size: segment.size }),
      };
      continue;
    }
    const units =
      typeof segment.list === 'string'
        ? unitsOf(segment.list, readList, [...path, 'list'], reports)
        : segment.list;
    const distinct = [...new Set(units)];
    if (distinct.length !== units.length) {
      reports.error([...path, 'list'], {
        code: 'duplicate-unit',
        found: `${String(units.length - distinct.length)} ${source.unit} twice`,
        advice: 'keep each once',
      });
    }
    if (segment.size !== undefined && units.length > 0 && segment.size !== distinct.length) {
      reports.error([...path, 'size'], {
        code: 'list-size',
        found: `\`size: ${String(segment.size)}\`, and the list has ${String(distinct.length)}`,
        advice: 'leave `size` out, or mend the list',
      });
    }
    segments[name] = { kind: 'list', units: distinct, size: distinct.length };
  }
  return {
    unit: source.unit,
    units: source.units ?? `${source.unit}s`,
    key: source.key,
    size: source.size,
    ...(source.traffic ? { traffic: source.traffic } : {}),
    bucketing: source.bucketing ?? 'phasegate',
    salt: source.salt ?? file.rollout,
    attributes: source.attributes ?? {},
    segments,
  };
}

function unitsOf(file: string, readList: ReadList, path: Path, reports: Reports): readonly string[] {
  const text = readList(file);
  if (text === undefined) {
    reports.error(path, {
      code: 'no-list',
      found: `\`${file}\`, which cannot be read`,
      allowed: 'a file beside the plan with one unit a line',
      advice: 'create it, or write the units into the plan: `list: [a, b]`',
    });
    return [];
  }
  const units = text
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (units.length === 0)
    reports.error(path, {
      code: 'empty-list',
      found: `\`${file}\`, which names nobody`,
      allowed: 'one unit a line',
    });
  return units;
}

/** Resolves the flags: variants spelt out, dependencies checked. */
export function compileFlags(file: PlanFile, reports: Reports): Readonly<Record<string, Flag>> {
  const keys = Object.keys(file.flags);
  const flags: Record<string, Flag> = {};
  if (keys.length === 0)
    reports.error(['flags'], { code: 'no-flags', found: 'no flag', allowed: 'at least one' });
  for (const [key, source] of Object.entries(file.flags)) {
    const path: Path = ['flags', key];
    if (source.new && source.variants) {
      reports.error([...path, 'new'], {
        code: 'variants',
        atKey: true,
        found: '`new` and `variants`',
        allowed: 'one of them',
      });
    }
    if (source.variants?.[OLD_VARIANT]) {
      reports.error([...path, 'variants', OLD_VARIANT], {
        code: 'variants',
        atKey: true,
        found: 'a variant called `old`',
        advice: 'say the attributes of control with `old:`',
      });
    }
    source.needs?.forEach((need, index) => {
      if (reports.knows([...path, 'needs', index], 'flag', need, keys) && needsItself(key, need, file)) {
        reports.error([...path, 'needs', index], {
          code: 'needs-cycle',
          found: `\`${key}\` needs \`${need}\`, which needs \`${key}\``,
          advice: 'remove one of the two',
        });
      }
    });
    const variants = source.variants ?? { new: source.new ?? {} };
    flags[key] = {
      key,
      ...(source.summary === undefined ? {} : { summary: source.summary }),
      ...(source.class === undefined ? {} : { class: source.class }),
      ...(source.env === undefined ? {} : { env: source.env }),
      needs: source.needs ?? [],
      variants: { [OLD_VARIANT]: source.old ?? {}, ...variants },
      newVariant: Object.keys(variants)[0] ?? 'new',
      salt: source.salt ?? file.audience.salt ?? file.rollout,
      bucketAttribute: source.salt === undefined ? 'bucket' : `bucket_${key.replaceAll('-', '_')}`,
      flipsTolerated: source.flips !== undefined,
    };
  }
  return flags;
}

function needsItself(key: string, need: string, file: PlanFile): boolean {
  const seen = new Set<string>([need]);
  for (const flag of seen) {
    if (flag === key) return true;
    for (const next of file.flags[flag]?.needs ?? []) seen.add(next);
  }
  return false;
}
