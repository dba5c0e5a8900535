import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { editorSchemas } from '../../scripts/editor-schemas.js';
import { fencesIn } from '../docs/fences.js';
import { withPart } from '../docs/plan-parts.js';
import { objectsOf, type JsonSchema } from '../docs/schema-keys.js';

const SCHEMAS = {
  plans: 'schema/plan.schema.json',
  scenarios: 'schema/scenario.schema.json',
} as const;
type Folder = keyof typeof SCHEMAS;

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
const validators: Readonly<Record<Folder, ValidateFunction>> = {
  plans: ajv.compile(committed('plans') as object),
  scenarios: ajv.compile(committed('scenarios') as object),
};
const FILES = (['plans', 'scenarios'] as const).flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [folder, join(folder, file)] as const),
);
const FENCES = fencesIn('docs/plan-language.md');
const WHOLE = FENCES.find(({ kind }) => kind === 'yaml plan')?.text ?? '';
const EXAMPLES = [
  ...FENCES.filter(({ kind }) => kind === 'yaml plan').map(({ line, text }) => [line, text] as const),
  ...FENCES.filter(({ kind }) => kind === 'yaml part').map(
    ({ line, text }) => [line, withPart(WHOLE, text)] as const,
  ),
];
const SCENARIO_EXAMPLES = fencesIn('docs/scenarios.md').filter(({ kind }) => kind === 'yaml');

function committed(folder: Folder): unknown {
  return JSON.parse(readFileSync(SCHEMAS[folder], 'utf8'));
}

/** What an editor would say about a file. */
function complaintsAbout(folder: Folder, text: string): readonly string[] {
  const validate = validators[folder];
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

describe('the schemas for editors', () => {
  it.each(Object.entries(editorSchemas()))('%s is what `npm run schemas` writes', (file, text) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('are all that is in their folder', () => {
    expect(
      readdirSync('schema')
        .map((file) => `schema/${file}`)
        .sort(),
    ).toEqual(Object.keys(editorSchemas()));
  });

  it.each(FILES)('%s: %s is valid', (folder, file) => {
    expect(complaintsAbout(folder, readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each(FILES)('%s: %s tells editors where its schema is', (folder, file) => {
    const first = readFileSync(file, 'utf8').split('\n', 1)[0];
    const named = /^# yaml-language-server: \$schema=(.+)$/u.exec(first ?? '')?.[1] ?? '';
    expect(join(dirname(file), named)).toBe(SCHEMAS[folder]);
  });

  it.each(EXAMPLES)('the example in line %i of the plan language is valid', (_line, text) => {
    expect(complaintsAbout('plans', text)).toEqual([]);
  });

  it.each(SCENARIO_EXAMPLES.map(({ line, text }) => [line, text] as const))(
    'the example in line %i of the scenarios is valid',
    (_line, text) => {
      expect(complaintsAbout('scenarios', text)).toEqual([]);
    },
  );

  it.each([
    ['plans', 'sumary: x'],
    ['plans', 'audience: { unit: user, key: userId, sise: 3 }'],
    ['plans', 'metrics: { errors: { ration: [A, B] } }'],
    ['plans', 'flags: { checkout: { flips: forbidden } }'],
    ['plans', 'flags: { Checkout: {} }'],
    ['plans', 'triggers: [{ when: errors > 1%, them: [pause] }]'],
    ['plans', 'phases: [{ name: a, steps: [{ expose: 5%, soka: 1d }] }]'],
    ['plans', 'phases: [{ name: a, leave: { signoff: release } }]'],
    ['plans', 'phases: []'],
    ['plans', 'promises: { revert step: { within: 5m, leg: {} } }'],
    ['plans', 'promises: { revert steps: 5m }'],
    ['scenarios', 'fualts: []'],
    ['scenarios', 'faults: [{ metrics: every }]'],
    ['scenarios', 'people: { everybody: { sing: never } }'],
    ['scenarios', 'cloud: { conflict: 5% }'],
  ] as const)('%s with `%s` are not', (folder, part) => {
    const good = folder === 'plans' ? WHOLE : 'scenario: quiet\n';
    expect(complaintsAbout(folder, good)).toEqual([]);
    expect(complaintsAbout(folder, withPart(good, part))).not.toEqual([]);
  });

  it.each(Object.keys(SCHEMAS) as readonly Folder[])('%s: every key says what it means', (folder) => {
    const objects = objectsOf(committed(folder) as JsonSchema);
    expect(objects.length).toBeGreaterThan(10);
    const mute = objects.flatMap(({ path, schema }) =>
      Object.entries(schema.properties ?? {}).flatMap(([key, { description = '' }]) =>
        description.trim() === '' ? [`${path}.${key}`] : [],
      ),
    );
    expect(mute).toEqual([]);
  });

  it.each(Object.keys(SCHEMAS) as readonly Folder[])(
    '%s: no object takes keys that it does not know',
    (folder) => {
      const open = objectsOf(committed(folder) as JsonSchema).filter(
        ({ schema }) => schema.properties !== undefined && schema.additionalProperties !== false,
      );
      expect(open.map(({ path }) => path)).toEqual([]);
    },
  );

  it('offer examples wherever an expression is expected', () => {
    const { phases } = (committed('plans') as { properties: Record<string, JsonSchema> }).properties;
    const step = phases?.items?.properties?.['steps']?.items?.properties ?? {};
    for (const key of ['expose', 'add', 'at', 'soak', 'spread']) {
      expect([key, (step[key] as { examples?: readonly string[] } | undefined)?.examples]).toEqual([
        key,
        expect.arrayContaining([expect.any(String)]),
      ]);
    }
  });
});
