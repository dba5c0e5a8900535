import { decodeUtf8 } from '../../../lib/plan/source/decode-utf8.js';
import { HEAD, place, problemsIn, say } from '../reading.js';

const PHASES = 'phases: [{ name: a, steps: [{ expose: everyone }] }]\n';

/** Each name stands for nine of the one above it: 9^levels values when written out. */
function aliasBomb(levels: number): string {
  const line = (level: number) =>
    `  l${String(level)}: &l${String(level)} [${Array.from({ length: 9 }, () => `*l${String(level - 1)}`).join(', ')}]`;
  return `a:\n  l0: &l0 [x]\n${Array.from({ length: levels }, (_, index) => line(index + 1)).join('\n')}\n`;
}

const huge = `${HEAD}${PHASES}# ${'x'.repeat(10_000_000)}\n`;

describe('a hostile file', () => {
  it.each<[string, string, RegExp]>([
    [
      'an alias bomb',
      aliasBomb(8),
      /yaml-alias: aliases that multiply into too many values; allowed: at most 60000 values/u,
    ],
    ['an alias bomb of mappings', aliasBomb(8).replaceAll('[x]', '{ x: 1 }'), /yaml-alias/u],
    ['an alias inside of what it names', 'a: &a { b: *a }\n', /yaml-alias: `\*a` inside of what it names/u],
    [
      'ten megabytes',
      huge,
      /1:1 too-large: a file of 10,000,\d{3} characters; allowed: at most 200,000; move long lists/u,
    ],
    ['ten megabytes on one line', 'x'.repeat(10_000_000), /1:1 too-large/u],
    ['brackets in brackets', '['.repeat(50_000), /nesting too deep to be read/u],
    [
      'braces in braces, closed again',
      '{a: '.repeat(300) + '1' + '}'.repeat(300),
      /nesting too deep to be read; allowed: at most 60 levels/u,
    ],
    ['lists in lists by indentation', '- '.repeat(5_000), /nesting too deep/u],
    [
      'mappings in mappings by indentation',
      Array.from({ length: 400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      /nesting too deep/u,
    ],
    ['a null byte', `${HEAD}\u0000${PHASES}`, /6:1 control-character: the invisible character U\+0000/u],
    ['a prototype', `__proto__: { phases: 1 }\n${HEAD}${PHASES}`, /1:1 yaml-key: the key `__proto__`/u],
    [
      'a constructor',
      `${HEAD}constructor: { prototype: 1 }\n${PHASES}`,
      /6:1 yaml-key: the key `constructor`/u,
    ],
    [
      'a flag called like a method',
      `${HEAD.replace('alpha', 'toString')}${PHASES}`,
      /3:10 yaml-key: the key `toString`/u,
    ],
    [
      'a list that names a method',
      `${HEAD}phases: [{ name: hasOwnProperty }]\n`,
      /6:18 bad-value: `hasOwnProperty`; allowed: a name that is not reserved/u,
    ],
    [
      'code',
      'a: !!js/function "function () { return 1; }"\n',
      /yaml-tag: the tag `tag:yaml.org,2002:js\/function`/u,
    ],
  ])('is refused with its place: %s', (_about, text, said) => {
    const problems = problemsIn(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(say).join('\n')).toMatch(said);
    expect(({} as Readonly<Record<string, unknown>>)['phases']).toBeUndefined();
  });

  it('of many mistakes is told completely and in order', () => {
    const steps = Array.from({ length: 2000 }, () => '{ exposee: 5% }').join(', ');
    const problems = problemsIn(`${HEAD}phases: [{ name: a, steps: [${steps}] }]\n`);
    expect(problems).toHaveLength(2000);
    expect(
      problems.every((problem, index) => index === 0 || problem.column > (problems[index - 1]?.column ?? 0)),
    ).toBe(true);
  });
});

describe('the form of a file', () => {
  const wrong = `${HEAD}phases: [{ name: a, stepz: [] }]\n`;

  it.each<[string, string, readonly string[]]>([
    ['CRLF', wrong.replaceAll('\n', '\r\n'), ['6:21 unknown-key']],
    ['a byte order mark', `\uFEFF${wrong}`, ['6:21 unknown-key']],
    ['no line break at the end', wrong.trimEnd(), ['6:21 unknown-key']],
    ['a document mark at the top', `---\n${wrong}`, ['7:21 unknown-key']],
    ['comments above', `# about\n\n# it\n${wrong}`, ['9:21 unknown-key']],
  ])('does not move the places: %s', (_about, text, places) => {
    expect(problemsIn(text).map(place)).toEqual(places);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /1:1 missing-key: an empty file/u],
    ['blanks', '  \n\n', /missing-key: an empty file/u],
    ['a comment', '# nothing but this\n', /missing-key: an empty file/u],
    ['a list', '- a\n- b\n', /1:1 wrong-type: a list of 2 items; allowed: a mapping with `rollout`/u],
    ['a word', 'phoenix\n', /1:1 wrong-type: `phoenix`; allowed: a mapping/u],
    [
      'two documents',
      `${HEAD}${PHASES}---\n${HEAD}${PHASES}`,
      /7:1 yaml: a second document behind `---`; allowed: one document a file; split the file/u,
    ],
    [
      'a tab',
      `${HEAD}phases:\n\t- name: a\n`,
      /7:1 yaml: a tab at the beginning of the line; allowed: blanks/u,
    ],
    ['a directive of an older YAML', `%YAML 1.1\n---\n${HEAD}${PHASES}flags2: 1\n`, /unknown-key/u],
  ])('is told when it is %s', (_about, text, said) => {
    expect(problemsIn(text).map(say).join('\n')).toMatch(said);
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'latin-1',
      Buffer.from(`${HEAD.replace('small', 'gr\u00FC\u00DFe')}${PHASES}`, 'latin1'),
      /1:12 the byte 0xFC, which is not UTF-8/u,
    ],
    ['UTF-16', Buffer.from(`\uFEFF${HEAD}`, 'utf16le'), /1:1 a file in UTF-16/u],
  ])('must be UTF-8 and not %s', (_about, bytes, said) => {
    const decoded = decodeUtf8(bytes);
    expect(decoded.ok ? '' : `${String(decoded.line)}:${String(decoded.column)} ${decoded.found}`).toMatch(
      said,
    );
  });
});
