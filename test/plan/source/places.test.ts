import { HEAD, place, problemsIn } from '../reading.js';

/** A plan in which a caret marks where the only problem is to be found; the caret itself is taken out. */
function expectAt(marked: string, code: string): void {
  const at = marked.indexOf('^');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const before = marked.slice(0, at).split('\n');
  const expected = `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)} ${code}`;
  expect(problemsIn(text).map(place)).toEqual([expected]);
}

const gate = (leave: string) => `${HEAD}phases:\n  - name: a\n    leave: ${leave}\n`;

describe('the place of a mistake', () => {
  it.each([
    ['an unquoted text', gate('\n      - errors <^')],
    ['an unquoted text, in the middle', gate('\n      - errors ^5%')],
    ['a text in double quotes', gate('\n      - "errors ^5%"')],
    ['a text in single quotes', gate("\n      - 'errors ^5%'")],
    ['a quoted text with an escape before it', gate('\n      - "\\x65rrors ^5%"')],
    ['a quoted text with a long escape before it', gate('\n      - "\\u0065rrors\\t ^5%"')],
    ['a quoted text over two lines', gate('\n      - "errors\n\n        ^5%"')],
    ['a quoted text with an escaped line break', gate('\n      - "err\\\n        ors ^5%"')],
    ['a flow list', gate('[errors < 1%, errors ^5%]')],
    ['a flow mapping', gate('{ all: [errors < 1%, errors ^5%], tasks: [x] }')],
    ['a folded text', gate('\n      - >-\n        errors\n        < 1% and\n        errors ^5%')],
    ['a literal text', gate('\n      - |\n        errors < 1%\n        and errors ^5%')],
    ['a folded text with a comment behind its mark', gate('\n      - >- # why\n        errors ^5%')],
    ['an unquoted text over two lines', gate('\n      - errors\n        ^5%')],
    ['a text behind tabs and blanks', gate('[   errors   ^5%   ]')],
    ['a text behind characters of two units', gate('\n      - errors < 1% ^💥')],
  ])('in %s', (_about, marked) => {
    expectAt(marked, 'expression');
  });

  it.each([
    ['a list gate', gate('[^nowhere < 1%]'), 'unknown-metric'],
    ['the second term of a condition', gate('[errors < 1% and ^nowhere < 1%]'), 'unknown-metric'],
    ['a gate with `all`', gate('{ all: [errors < 1%, ^nowhere < 1%] }'), 'unknown-metric'],
    ['a gate with `any`', gate('{ any: [errors < 1%, ^nowhere < 1%] }'), 'unknown-metric'],
    ['one of several sign-offs', gate('{ signOff: [release, ^boss] }'), 'unknown-role'],
    ['a single sign-off', gate('{ signOff: ^boss }'), 'unknown-role'],
    [
      'the zone of a single window',
      `${HEAD}phases: [{ name: a, window: 02:00-04:00 ^Europe/Berln }]`,
      'unknown-time-zone',
    ],
    [
      'the zone of one of several windows',
      `${HEAD}phases: [{ name: a, window: [02:00-04:00, 02:00-04:00 ^Europe/Berln] }]`,
      'unknown-time-zone',
    ],
    [
      'what holds for each step',
      `${HEAD}phases:\n  - name: a\n    each: { go: [^nowhere < 1%] }\n    steps: [{ expose: 5% }, { expose: everyone }]`,
      'unknown-metric',
    ],
    [
      'a flag of a step',
      `${HEAD}phases: [{ name: a, steps: [{ flags: [alpha, ^gamma], expose: 5% }] }]`,
      'unknown-flag',
    ],
    [
      'a rung of a ladder',
      `${HEAD}ladders: { up: [5%, ^10 accounts] }\nphases: [{ name: a, steps: [{ ladder: up }] }]`,
      'noun',
    ],
  ])('is that of the name in %s', (_about, marked, code) => {
    expectAt(marked, code);
  });

  it.each([
    ['an unknown key: the key', `${HEAD}phases: [{ name: a, ^stepz: [] }]`, 'unknown-key'],
    ['a missing key of a list item: the item', `${HEAD}phases:\n  - ^week: 1\n`, 'missing-key'],
    [
      'a missing key of a mapping: the key of the mapping',
      'rollout: small\n^audience: { unit: user, size: 3 }\nflags: { a: {} }\nphases: [{ name: a }]\n',
      'missing-key',
    ],
    [
      'a missing key of the plan: its first line',
      '^audience: { unit: user, key: userId, size: 3 }\nflags: { a: {} }\nphases: [{ name: a }]\n',
      'missing-key',
    ],
    [
      'a wrong type: the value',
      `${HEAD}phases: [{ name: a, soak: 1d, steps: ^5 }]`.replace('soak: 1d, ', ''),
      'wrong-type',
    ],
    [
      'a bad name of a record: the key',
      HEAD.replace('alpha', '^Alpha').replace('beta: {}', 'beta: {}') +
        'phases: [{ name: a, flags: [beta] }]',
      'bad-name',
    ],
    ['a key that comes twice: the second', `${HEAD}phases:\n  - name: a\n    ^name: b\n`, 'yaml'],
  ])('of %s', (_about, marked, code) => {
    expectAt(marked, code);
  });

  it('behind an alias is where the text stands', () => {
    expectAt(
      `${HEAD}phases:\n  - { name: a, leave: &gate [errors ^5%] }\n  - { name: b, leave: *gate }\n`,
      'expression',
    );
    expectAt(
      `${HEAD}phases:\n  - { name: a, leave: &gate [^nowhere < 5%] }\n  - { name: b, leave: *gate }\n`,
      'unknown-metric',
    );
  });

  it('of an alias of the wrong kind is where it is used', () => {
    expectAt(`${HEAD}page: &p { title: x }\nphases:\n  - { name: a, leave: { all: ^*p } }\n`, 'wrong-type');
  });

  it('is counted in lines that end with CRLF as well', () => {
    expectAt(gate('\n      - errors < 1%\n      - errors ^5%').replaceAll('\n', '\r\n'), 'expression');
  });

  it('is counted without a byte order mark', () => {
    expect(problemsIn(`\uFEFFrollut: x\n${HEAD}phases: [{ name: a }]`).map(place)).toEqual([
      '1:1 unknown-key',
    ]);
  });
});
