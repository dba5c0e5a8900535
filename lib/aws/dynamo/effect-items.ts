import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Effect } from '../../rollout/effect.js';
import type { Instant, StoredEffect } from '../../runtime/ports.js';
import { numberIn, optionalNumber, packText, unpackText } from './attributes.js';
import { keyItem, numberKey, type Item } from './keys.js';
import { MOST_WRITES, type Write } from './rollout-table.js';

/** Partition of the effects that wait, one item each; the sort key is the id. */
export const EFFECTS = 'effect';
/** Partition of the effects of transitions that asked for more than one transaction takes, many in one item. */
export const EFFECT_BATCHES = 'effect-batch';

/** An effect with its place among those that are due at the same time. */
interface PlacedEffect {
  readonly effect: Effect;
  readonly dueAt: Instant;
  /** The revision that asked for it, and where in it. */
  readonly revision: number;
  readonly place: number;
}

/** One is left for the removal of the batch, in the transaction that takes it apart. */
const MOST_IN_BATCH = MOST_WRITES - 1;
const LONGEST_BATCH = 350 * 1024;
/** All effects that are written one by one, so that the transaction stays far below its 4 MB. */
const LONGEST_SINGLE = 1024 * 1024;

/**
 * The writes that store the effects of one transition. An effect whose id is stored already stays as it is.
 * @param room how many writes the transaction still takes
 * @throws when they do not fit, which takes thousands of them
 */
export function effectWrites(
  effects: readonly Effect[],
  { dueAt, revision, room }: { readonly dueAt: Instant; readonly revision: number; readonly room: number },
): readonly Write[] {
  const firsts = [...new Map([...effects].reverse().map((effect) => [effect.id, effect])).values()].reverse();
  const placed = firsts.map((effect, place): PlacedEffect => ({ effect, dueAt, revision, place }));
  const length = placed.reduce((sum, { effect }) => sum + bytesOf(effect), 0);
  if (placed.length <= room && length <= LONGEST_SINGLE) return placed.map(singleWrite);
  const batches = batchesOf(placed);
  if (batches.length > room)
    throw new Error(
      `revision ${String(revision)} asks for ${String(placed.length)} effects, more than one transaction of DynamoDB stores`,
    );
  return batches.map((batch, index) => ({
    Put: {
      Item: {
        ...keyItem({ pk: EFFECT_BATCHES, sk: `${numberKey(revision)}#${numberKey(index)}` }),
        effects: packText(JSON.stringify(batch), `the effects of revision ${String(revision)}`),
      },
    },
  }));
}

/** The writes that make single effects of a batch, and remove it: whoever comes second writes nothing. */
export function takeApart(batch: Item): readonly Write[] {
  const placed = JSON.parse(unpackText(batch, 'effects')) as readonly PlacedEffect[];
  const { pk, sk } = batch as Readonly<Record<string, AttributeValue>>;
  return [
    {
      Delete: {
        Key: { ...(pk ? { pk } : {}), ...(sk ? { sk } : {}) },
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    ...placed.map(singleWrite),
  ];
}

/** What waits in an item, and its place among the others. */
export function readEffect(item: Item): StoredEffect & Omit<PlacedEffect, 'effect' | 'dueAt'> {
  const leasedUntil = optionalNumber(item, 'leasedUntil');
  const parked = item['parked']?.S;
  return {
    effect: JSON.parse(unpackText(item, 'effect')) as Effect,
    attempts: numberIn(item, 'attempts'),
    dueAt: numberIn(item, 'dueAt'),
    revision: numberIn(item, 'revision'),
    place: numberIn(item, 'place'),
    ...(leasedUntil === undefined ? {} : { leasedUntil }),
    ...(parked === undefined ? {} : { parked }),
  };
}

function singleWrite({ effect, dueAt, revision, place }: PlacedEffect): Write {
  const values: Readonly<Record<string, AttributeValue>> = {
    effect: packText(JSON.stringify(effect), `the effect ${effect.id}`),
    attempts: { N: '0' },
    dueAt: { N: String(dueAt) },
    revision: { N: String(revision) },
    place: { N: String(place) },
  };
  const names = Object.keys(values);
  return {
    Update: {
      Key: keyItem({ pk: EFFECTS, sk: effect.id }),
      UpdateExpression: `SET ${names.map((name) => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [`:${name}`, value]),
      ),
    },
  };
}

function batchesOf(placed: readonly PlacedEffect[]): readonly (readonly PlacedEffect[])[] {
  const batches: PlacedEffect[][] = [];
  let length = 0;
  for (const one of placed) {
    const bytes = bytesOf(one);
    const last = batches.at(-1);
    if (last && last.length < MOST_IN_BATCH && length + bytes <= LONGEST_BATCH) {
      last.push(one);
      length += bytes;
    } else {
      batches.push([one]);
      length = bytes;
    }
  }
  return batches;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
