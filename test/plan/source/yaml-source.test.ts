import { readYamlSource } from '../../../lib/plan/source/yaml-source.js';
import { place, say } from '../reading.js';

const read = (text: string) => readYamlSource('file.yaml', text);

describe('YAML', () => {
  it.each<[string, unknown]>([
    ['a: 1\nb: [x, true, 1.5, ~]\n', { a: 1, b: ['x', true, 1.5, null] }],
    [
      'a: 2026-12-07\nb: 02:00-04:00\nc: Friday 10:00\n',
      { a: '2026-12-07', b: '02:00-04:00', c: 'Friday 10:00' },
    ],
    ['a: &x { b: 1 }\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['a: "10:30"\nb: "no"\nc: \'off\'\n', { a: '10:30', b: 'no', c: 'off' }],
    ['# only a comment\n', null],
    ['', null],
    ['\uFEFFa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['--- \na: 1\n', { a: 1 }],
    ['a:\n', { a: null }],
    ['a: # a comment\n  b: 1\n', { a: { b: 1 } }],
  ])('%j is read', (text, value) => {
    expect(read(text)).toMatchObject({ problems: [], wrong: [] });
    expect(read(text).value).toEqual(value);
  });

  it('calls a reserved word no key, and never touches a prototype', () => {
    const { value, problems } = read(
      '__proto__: { polluted: true }\nconstructor: 1\na: { toString: 1, b: 2 }\n',
    );
    expect(problems.map(place)).toEqual(['1:1 yaml-key', '2:1 yaml-key', '3:6 yaml-key']);
    expect(value).toEqual({ a: { b: 2 } });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});

describe('accidents of YAML', () => {
  it.each([
    [
      'at: { on: x }\n',
      '1:7 yaml-accident',
      /the key `on`, which older YAML readers take for true or false.*`at:` for a time/u,
    ],
    ['off: x\n', '1:1 yaml-accident', /the key `off`/u],
    ['Yes: x\n', '1:1 yaml-accident', /the key `Yes`/u],
    ['true: x\n', '1:1 yaml-accident', /the key `true`/u],
    [
      'a: [DE, NO, SE]\n',
      '1:9 yaml-accident',
      /`NO` without quotes, which older YAML readers take for true or false.*`"NO"`; put it in quotes/u,
    ],
    ['a: yes\n', '1:4 yaml-accident', /`yes` without quotes/u],
    [
      'a: 10:30\n',
      '1:4 yaml-accident',
      /`10:30` without quotes, which older YAML readers take for a number to the base of 60/u,
    ],
    ['a: 1:30:00\n', '1:4 yaml-accident', /base of 60/u],
    [
      'a: #phoenix\n',
      '1:4 yaml-accident',
      /nothing but the comment `#phoenix`; allowed: a value; put a value that begins with `#` in quotes/u,
    ],
    ['a: 1\n<<: { b: 2 }\n', '2:1 yaml-key', /the merge key `<<`.*write the keys out/u],
    [': x\n', '1:1 yaml-key', /a value without a key/u],
    ['? [a, b]\n: x\n', '1:3 yaml-key', /a key that is not text/u],
    ['a: !!binary aGk=\n', '1:13 yaml-tag', /the tag `tag:yaml.org,2002:binary`/u],
    ['a: !mine x\n', '1:10 yaml-tag', /the tag `!mine`/u],
    ['a: *nobody\n', '1:4 yaml-alias', /`\*nobody`, which nothing above is named/u],
    ['a: &a [*a]\n', '1:8 yaml-alias', /`\*a` inside of what it names/u],
    [
      'a: 1\nb: 2\na: 3\n',
      '3:1 yaml',
      /the key `a` a second time; allowed: each key once; keep one of them/u,
    ],
    ['a: @pilot\n', '1:4 yaml', /a value that begins with `@`.*put it in quotes: "@..."/u],
    ['a: %5\n', '1:4 yaml', /a value that begins with `%`.*put it in quotes: "%..."/u],
    [
      '{ a: > 5% }\n',
      '1:6 yaml',
      /a value that begins with `>`.*begin a condition with the name of its metric/u,
    ],
    [
      'a: > 5%\nb: 1\n',
      '1:6 yaml',
      /a value that begins with `>` or `\|`, by which YAML means a text over several lines/u,
    ],
    ['a: | x\n', '1:6 yaml', /a text over several lines/u],
    ['a: "\\q"\n', '1:5 yaml', /escape/u],
    ['a:\n\tb: 1\n', '2:1 yaml', /a tab at the beginning of the line; allowed: blanks/u],
    ['a: b: c\n', '1:4 yaml', /a second `: ` in one line.*put a text that contains `: ` in quotes/u],
    ['a: 1\n---\nb: 2\n', '2:1 yaml', /a second document behind `---`; allowed: one document a file/u],
    ['a: [1, 2\nb: 3\n', '2:1 yaml', /a bracket or brace that was opened above and is still open/u],
    ['a: "x\n', '2:1 yaml', /quote.*close the quote/u],
    ['a:\n   b: 1\n  c: 2\n', '3:1 yaml', /a line that is indented like none above it/u],
    ['a: 1\nhello\n', '2:1 yaml', /add the colon/u],
    ['a: x\0y\n', '1:5 control-character', /the invisible character U\+0000/u],
    ['a: \u001B[31m\n', '1:4 control-character', /U\+001B/u],
  ])('%j', (text, at, said) => {
    const { problems } = read(text);
    expect(problems.map(place)).toEqual([at]);
    expect(problems.map(say).join()).toMatch(said);
  });

  it.each(['a: Friday 10:30', 'a: 02:00-04:00', 'a: "on"', 'once: 1', 'a: not yes', 'a: note', 'a: 10.30'])(
    '%s is none',
    (text) => {
      expect(read(text).problems).toEqual([]);
    },
  );

  it('are all told at once when the rest can be read', () => {
    const text = 'on: 1\na: NO\nb: @x\nc: %5\nd: 10:30\na: 2\n';
    expect(read(text).problems.map(place).sort()).toEqual([
      '1:1 yaml-accident',
      '2:4 yaml-accident',
      '3:4 yaml',
      '4:4 yaml',
      '5:4 yaml-accident',
      '6:1 yaml',
    ]);
    expect(read(text).wrong).toEqual([['b'], ['c'], ['on'], ['a'], ['d']]);
  });

  it('of the structure are told one at a time: what follows cannot be read', () => {
    expect(read('a:\n   b: 1\n  c: 2\n d: 3\n').problems).toHaveLength(1);
  });
});
