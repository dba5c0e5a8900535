import fc from '../../fast-check.js';
import { servedBy, type PastDeployment } from '../../../lib/aws/appconfig/served-version.js';

interface Named extends PastDeployment {
  readonly name: string;
}

/** Started a minute before it completed. */
const done = (name: string, completedAt: number, revertedAt?: number): Named => ({
  name,
  startedAt: completedAt - 1,
  completedAt,
  ...(revertedAt === undefined ? {} : { revertedAt }),
});

describe('what clients hold', () => {
  it.each<[string, readonly Named[], string | undefined]>([
    ['nothing was ever deployed', [], undefined],
    ['the newest has completed', [done('b', 20), done('a', 10)], 'b'],
    ['the newest was reverted', [done('b', 20, 25), done('a', 10)], 'a'],
    ['the only one was reverted', [done('a', 10, 15)], undefined],
    ['one was reverted, and another deployed', [done('c', 30), done('b', 20, 25), done('a', 10)], 'c'],
    ['two were reverted, one after the other', [done('c', 30, 35), done('b', 20, 25), done('a', 10)], 'a'],
    ['both were reverted, the older one last', [done('c', 30, 35), done('b', 20, 45), done('a', 10)], 'a'],
    ['the older of two was reverted last', [done('c', 30), done('b', 20, 45), done('a', 10)], 'a'],
    ['the first was reverted last', [done('b', 20), done('a', 10, 45)], undefined],
  ])('when %s', (_what, past, name) => {
    expect(servedBy(past)?.name).toBe(name);
  });

  it('is what a journal of every change says', () => {
    const life = fc.array(fc.record({ revert: fc.boolean(), which: fc.nat() }), { maxLength: 30 });
    fc.assert(
      fc.property(life, (steps) => {
        const past: (Named & { readonly before: string | undefined; revertedAt?: number })[] = [];
        let served: string | undefined;
        steps.forEach(({ revert, which }, step) => {
          const now = step * 10;
          const standing = past.filter(({ revertedAt }) => revertedAt === undefined);
          const undone = standing[which % Math.max(1, standing.length)];
          if (revert && undone) {
            undone.revertedAt = now;
            served = undone.before;
          } else if (!revert) {
            past.unshift({ name: String(step), startedAt: now, completedAt: now + 5, before: served });
            served = String(step);
          }
        });
        expect(servedBy(past)?.name).toBe(served);
      }),
    );
  });
});
