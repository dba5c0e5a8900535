import { readInteger, readPercent } from './amounts.js';
import { nearest } from '../source/nearest.js';
import type { Reader } from './reader.js';

/** How many of a whole: a share, or a number of units; with `upTo`, from a floor to a cap. */
export type Amount =
  | { readonly kind: 'percent'; readonly fraction: number; readonly upTo?: number }
  | { readonly kind: 'count'; readonly units: number; readonly upTo?: number; readonly noun: string };

/** Who is to be exposed, as a step says it. */
export type ExposureExpression = (
  | { readonly kind: 'nobody' }
  | { readonly kind: 'everyone' }
  | { readonly kind: 'segment'; readonly segment: string }
  /** `40% of remaining`: of those not exposed when the phase was entered. */
  | { readonly kind: 'remaining'; readonly amount: Amount }
  /** `25%`, `104 users of segment simple`: of everyone, or of a segment. */
  | { readonly kind: 'share'; readonly amount: Amount; readonly segment?: string }
  /** `5%..10% from segment optIn`: of everyone, but drawn from a segment. */
  | { readonly kind: 'drawn'; readonly amount: Amount; readonly segment: string }
) & { readonly text: string };

type BareExposure = ExposureExpression extends infer E
  ? E extends ExposureExpression
    ? Omit<E, 'text'>
    : never
  : never;

/** Reads an exposure such as `nobody`, `segment pilot`, `40% of remaining` or `10..20 users of segment testers`. */
export function readExposure(reader: Reader): ExposureExpression {
  const exposure = readBareExposure(reader);
  return { ...exposure, text: reader.said() } as ExposureExpression;
}

function readBareExposure(reader: Reader): BareExposure {
  if (reader.words('nobody')) return { kind: 'nobody' };
  if (reader.words('everyone')) return { kind: 'everyone' };
  if (reader.words('segment')) return { kind: 'segment', segment: reader.must(reader.name('a segment')) };
  const start = reader.here();
  const word = reader.name('the name of a segment behind the word `segment`');
  if (word !== undefined) {
    const meant = nearest(word, ['nobody', 'everyone']);
    const forms = ['`nobody`', '`everyone`', '`segment NAME`', '`25%`', '`100 users`', '`40% of remaining`'];
    reader.refuse(
      start,
      forms,
      meant === undefined ? `for a segment say \`segment ${word}\`` : `did you mean \`${meant}\`?`,
    );
  }
  const amount = readAmount(reader, 'a share such as `25%` or `100 users`');
  if (reader.words('of')) {
    if (reader.words('remaining')) return { kind: 'remaining', amount };
    reader.must(reader.words('segment') || undefined);
    return { kind: 'share', amount, segment: reader.must(reader.name('a segment')) };
  }
  if (reader.words('from', 'segment')) {
    return { kind: 'drawn', amount, segment: reader.must(reader.name('a segment')) };
  }
  return { kind: 'share', amount };
}

/** Reads `40%`, `5%..10%`, `104 users` or `10..20 users`. */
export function readAmount(
  reader: Reader,
  label = 'a share such as `25%`, or a number of units such as `100 users`',
): Amount {
  const start = reader.here();
  const fraction = reader.as(label, () => readPercent(reader));
  if (fraction !== undefined) {
    const upTo = reader.symbol('..') ? reader.must(readPercent(reader)) : undefined;
    if (fraction > 1 || (upTo ?? 0) > 1) reader.refuse(start, ['0% to 100%'], 'nobody can be exposed twice');
    if (upTo !== undefined && upTo < fraction)
      reader.refuse(start, ['a floor, then a cap'], 'the smaller figure comes first');
    return { kind: 'percent', fraction, ...(upTo === undefined ? {} : { upTo }) };
  }
  const range = reader.match(/(\d{1,15})\.\.(\d{1,15})(?![\w.%])/u, 'a range such as `10..20 users`');
  const units = range ? Number(range[1]) : reader.must(readInteger(reader));
  const upTo = range ? Number(range[2]) : undefined;
  if (upTo !== undefined && upTo < units)
    reader.refuse(start, ['a floor, then a cap'], 'the smaller figure comes first');
  const noun = reader.must(
    reader.match(
      /(?!(?:of|from)\b)[A-Za-z][A-Za-z0-9_-]*/u,
      "what is counted: the audience's unit, such as `users`",
    ),
  )[0];
  return { kind: 'count', units, noun, ...(upTo === undefined ? {} : { upTo }) };
}
