import { place, problemsIn, say } from '../reading.js';

/** Each line that ends in `#! code` has that mistake; `#! code code` has two. */
const WRONG = `rollout: Many Mistakes            #! bad-value
sumary: misspelt                  #! unknown-key
starts: 2026-02-30                #! bad-value
deadline: 8 weeks                 #! expression
timezone: CET                     #! bad-value
audience:
  unit: user
  key: userId
  size: many                      #! wrong-type
  segments:
    pilot: { list: [a, b], size: 3 }  #! list-size
    eu: { where: region = eu }    #! expression
flags:
  Alpha: {}                       #! bad-name
  beta: { needs: [gamma] }        #! unknown-flag
  delta: { new: { a: 1 }, variants: { wide: { a: 2 } } } #! variants
metrics:
  errors: { ratio: [Errors] }     #! too-small
  slow: { p95: Time, unit: min }  #! unknown-value
  both: { sum: A, average: B }    #! metric-kind
  fine: { sum: C, baseline: 1 }
roles:
  release: { people: [ann], quorum: 2 } #! quorum
  country: [NO]                   #! yaml-accident
triggers:
  - { when: fine > 5% of contol, then: [pause] } #! expression
  - { when: fine > 5, then: [tell nobody-known] } #! unknown-role
  - { when: unknown > 5, then: [pause, explode] } #! unknown-metric expression
phases:
  - name: one
    week: 2..1                    #! expression
    on: Monday                    #! yaml-accident
    steps:
      - { expose: 5 users, add: 5% } #! one-exposure
      - { expose: segment abroad } #! unknown-segment
      - { ladder: careful }       #! unknown-ladder
      - { expose: 3 accounts }    #! noun
  - name: one                     #! duplicate-name
    leave: [fine < 2%, fine < 1 and fine < 2 or fine < 3] #! unit expression
`;

/** \`line code\` of every mark. */
const marks = WRONG.split('\n').flatMap((line, index) =>
  (line.split('#! ')[1] ?? '')
    .split(' ')
    .filter(Boolean)
    .map((code) => `${String(index + 1)} ${code}`),
);

describe('a plan with many mistakes of every kind', () => {
  const problems = problemsIn(WRONG.replaceAll(/ *#!.*/gu, ''));

  it('is told all of them at once', () => {
    const found = problems.map(({ line, code }) => `${String(line)} ${code}`);
    expect([...found].sort()).toEqual([...marks].sort());
  });

  it('in the order of the file', () => {
    const order = problems.map(({ line, column }) => line * 1000 + column);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it.each([
    ['2:1 unknown-key', /the unknown key `sumary`.*did you mean `summary`\?/u],
    ['4:11 expression', /write the unit right behind the number: `3d`/u],
    ['15:19 unknown-flag', /the flag `gamma`; allowed: `.*beta/u],
    ['26:26 expression', /`contol`.*did you mean `control`\?/u],
    ['35:19 unknown-segment', /the segment `abroad`; allowed: `pilot`/u],
  ])('with words that help: %s', (at, said) => {
    const one = problems.find((problem) => place(problem) === at);
    expect(one && say(one)).toMatch(said);
  });
});
