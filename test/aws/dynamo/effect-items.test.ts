import { EFFECT_BATCHES, EFFECTS, effectWrites, takeApart } from '../../../lib/aws/dynamo/effect-items.js';
import { unpackText } from '../../../lib/aws/dynamo/attributes.js';
import type { Item } from '../../../lib/aws/dynamo/keys.js';
import { MOST_WRITES, type Write } from '../../../lib/aws/dynamo/rollout-table.js';
import type { MessageEffect } from '../../../lib/rollout/effect.js';
import { noise } from './noise.js';

const WHERE = { dueAt: 1000, revision: 7, room: MOST_WRITES - 2 };
const messages = (count: number, say = 'Hello'): readonly MessageEffect[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `7.${String(index + 1)}`,
    kind: 'message',
    about: 'notice',
    to: { kind: 'everyone' },
    by: ['email'],
    say,
  }));
const partitionOf = (write: Write): string | undefined =>
  'Put' in write
    ? write.Put.Item?.['pk']?.S
    : 'Update' in write
      ? write.Update.Key?.['pk']?.S
      : write.Delete.Key?.['pk']?.S;
/** The effects that are there when the writes were made, and every batch is taken apart. */
const storedBy = (writes: readonly Write[]): readonly string[] =>
  writes
    .flatMap((write) => ('Put' in write && write.Put.Item ? takeApart(write.Put.Item).slice(1) : [write]))
    .flatMap((write) => ('Update' in write ? (write.Update.Key?.['sk']?.S ?? []) : []));

describe('the effects of a transition', () => {
  it.each<[number, typeof EFFECTS | typeof EFFECT_BATCHES, number]>([
    [0, EFFECTS, 0],
    [1, EFFECTS, 1],
    [98, EFFECTS, 98],
    [99, EFFECT_BATCHES, 1],
    [100, EFFECT_BATCHES, 2],
    [198, EFFECT_BATCHES, 2],
    [199, EFFECT_BATCHES, 3],
    [250, EFFECT_BATCHES, 3],
  ])('%d of them lie in %s, in %d writes', (count, partition, writes) => {
    const made = effectWrites(messages(count), WHERE);
    expect(made).toHaveLength(writes);
    expect(new Set(made.map(partitionOf))).toEqual(new Set(count === 0 ? [] : [partition]));
    expect(storedBy(made)).toEqual(messages(count).map(({ id }) => id));
  });

  it('that are long lie in batches even when they are few, each shorter than an item', () => {
    const made = effectWrites(messages(40, noise(40_000)), WHERE);
    expect(new Set(made.map(partitionOf))).toEqual(new Set([EFFECT_BATCHES]));
    expect(storedBy(made)).toHaveLength(40);
    for (const write of made) {
      const packed = 'Put' in write ? write.Put.Item?.['effects'] : undefined;
      expect(packed?.B?.length ?? packed?.S?.length).toBeLessThan(400 * 1024);
    }
  });

  it('are taken apart in one transaction, which only the first to try carries out', () => {
    const batches = effectWrites(messages(250), WHERE).flatMap((write): readonly Item[] =>
      'Put' in write && write.Put.Item ? [write.Put.Item] : [],
    );
    for (const batch of batches) {
      const writes = takeApart(batch);
      expect(writes.length).toBeLessThanOrEqual(MOST_WRITES);
      expect(writes[0]).toEqual({
        Delete: { Key: { pk: batch['pk'], sk: batch['sk'] }, ConditionExpression: 'attribute_exists(pk)' },
      });
    }
    expect(unpackText(batches[0] ?? {}, 'effects')).toContain('"place":0');
  });

  it('are written once when an id comes twice: the first one counts', () => {
    const [first] = messages(1);
    const made = effectWrites(first ? [first, { ...first, say: 'again' }] : [], WHERE);
    expect(made).toHaveLength(1);
    expect(JSON.stringify(made)).not.toContain('again');
  });

  it('that fill more than the room that is left are refused, with how many they are', () => {
    expect(() => effectWrites(messages(250), { ...WHERE, room: 2 })).toThrow(
      'revision 7 asks for 250 effects, more than one transaction of DynamoDB stores',
    );
  });
});
