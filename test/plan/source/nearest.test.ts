import fc from '../../fast-check.js';
import { nearest } from '../../../lib/plan/source/nearest.js';

describe('the nearest known word', () => {
  const known = ['soak', 'steps', 'summary', 'expose', 'everyone', 'environment'];

  it.each([
    ['stepz', 'steps'],
    ['setps', 'steps'],
    ['step', 'steps'],
    ['STEPS', 'steps'],
    ['sumary', 'summary'],
    ['exspose', 'expose'],
    ['evryone', 'everyone'],
    ['enviroment', 'environment'],
    ['soka', 'soak'],
  ])('of %s is %s', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it.each(['', 'x', 'phoenix', 'soak-and-bake', 'steps-of-the-phase'])('of %j is none', (word) => {
    expect(nearest(word, known)).toBeUndefined();
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('cat', ['bat', 'cut'])).toBe('bat');
  });

  it('is the word itself when it is known', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (word) => word.toLowerCase() }),
        fc.nat(),
        (words, pick) => {
          const word = words[pick % words.length] ?? '';
          expect(nearest(word, words)).toBe(word);
        },
      ),
    );
  });

  it('is found for one wrong letter of a long word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,12}$/u), fc.nat(), (word, pick) => {
        const at = pick % word.length;
        expect(nearest(`${word.slice(0, at)}#${word.slice(at + 1)}`, [word])).toBe(word);
      }),
    );
  });
});
