import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bucketOf } from '../../lib/flags/bucket.js';
import type { DocumentVariant, FlagDocument } from '../../lib/flags/document.js';
import { localAgent } from '../client/local-agent.js';
import { fencesIn } from './fences.js';

const agent = localAgent();
const run = promisify(execFile);
const SALT = 'phoenix';
const USERS = ['user-1', 'ümlaut', '日本語', 'a', 'somebody-else@example.com'];
const folder = mkdtempSync(join(tmpdir(), 'phasegate-languages-'));

/** The snippets of a page, with more patience: a busy machine is not what is tested. */
const textOf = (kind: string, page = 'docs/other-languages.md'): string =>
  fencesIn(page)
    .filter((fence) => fence.kind === kind)
    .map(({ text }) => text)
    .join('\n')
    .replace(/timeout=0\.3|300 \* time\.Millisecond|ofMillis\(300\)/u, (short) =>
      short.replace(/0\.3|300/u, short.startsWith('timeout') ? '10' : '10000'),
    );
const has = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const literal = (text: string): string => JSON.stringify(text);

/** How a snippet becomes a program that prints each bucket, then the variant that `user-1` gets. */
const LANGUAGES = [
  {
    name: 'Python',
    there: has('python3', '--version'),
    make: () => {
      const file = join(folder, 'flags.py');
      const print = USERS.map((user) => `print(bucket(${literal(SALT)}, ${literal(user)}))`);
      const ask = `print(variant("slots", "user-1", ${literal(SALT)}, "shop", agent=${literal(agent.url())}))`;
      writeFileSync(
        file,
        [textOf('python', 'docs/bucketing.md'), textOf('python'), ...print, ask].join('\n'),
      );
      return ['python3', file] as const;
    },
  },
  {
    name: 'Go',
    there: has('go', 'version'),
    make: () => {
      const file = join(folder, 'main.go');
      const imports = ['encoding/binary', 'encoding/json', 'fmt', 'math/bits', 'net/http', 'strings', 'time'];
      const print = USERS.map((user) => `fmt.Println(bucket(${literal(SALT)}, ${literal(user)}))`);
      const ask = `fmt.Println(variant("slots", "user-1", ${literal(SALT)}, "shop", "production", ${literal(agent.url())}))`;
      writeFileSync(
        file,
        [
          'package main',
          ...imports.map((one) => `import ${literal(one)}`),
          textOf('go', 'docs/bucketing.md'),
          textOf('go'),
          `func main() {\n${[...print, ask].join('\n')}\n}`,
        ].join('\n'),
      );
      return ['go', 'run', file] as const;
    },
  },
  {
    name: 'Java',
    there: has('java', '--version'),
    make: () => {
      const file = join(folder, 'Flags.java');
      const print = USERS.map((user) => `System.out.println(bucket(${literal(SALT)}, ${literal(user)}));`);
      const ask = `System.out.println(variant("slots", "user-1", ${literal(SALT)}, "shop", "production", ${literal(agent.url())}));`;
      writeFileSync(
        file,
        `class Flags {\n${textOf('java')}\npublic static void main(String[] args) {\n${[...print, ask].join('\n')}\n}\n}\n`,
      );
      return ['java', '-Dfile.encoding=UTF-8', file] as const;
    },
  },
];

function documentOf(...variants: readonly DocumentVariant[]): FlagDocument {
  return {
    version: '1',
    flags: { slots: { name: 'slots' } },
    values: { slots: { enabled: true, _variants: [...variants] } },
  };
}
const named = (name: string, enabled = true): DocumentVariant => ({ name, enabled });
const early: DocumentVariant = {
  ...named('new~2'),
  rule: `(lt $bucket ${String(bucketOf(SALT, 'user-1') + 1)})`,
};
const late: DocumentVariant = { ...named('new'), rule: `(lt $bucket ${String(bucketOf(SALT, 'user-1'))})` };

for (const { name, there, make } of LANGUAGES) {
  const where = there ? describe : describe.skip;
  where(`the snippet in ${name}${there ? '' : ' (there is no toolchain for it here)'}`, () => {
    const answers = async (): Promise<readonly string[]> => {
      const [command, ...args] = make();
      const env = { ...process.env, GOCACHE: join(folder, 'go-cache'), GO111MODULE: 'off', PYTHONUTF8: '1' };
      const { stdout } = await run(command, args, { env });
      return stdout.trim().split('\n');
    };

    it('computes the published buckets, and serves what both lanes say', async () => {
      agent.documents.set('production-rise', documentOf(early, named('old')));
      agent.documents.set('production-brake', documentOf(named('allowed')));
      expect(await answers()).toEqual([...USERS.map((user) => String(bucketOf(SALT, user))), 'new']);
    }, 60_000);

    it.each<[string, FlagDocument | undefined, FlagDocument | undefined, string]>([
      ['who is behind', documentOf(late, named('old')), documentOf(named('allowed')), 'old'],
      [
        'what the brake lane blocks',
        documentOf(early, named('old')),
        documentOf(named('blocked', false)),
        'old',
      ],
      ['another variant', documentOf(early, named('old')), documentOf(named('allowed:safe')), 'safe'],
      ['a lane that does not answer', documentOf(early, named('old')), undefined, 'old'],
    ])(
      'serves the right thing to %s',
      async (_, rise, brake, expected) => {
        if (rise) agent.documents.set('production-rise', rise);
        if (brake) agent.documents.set('production-brake', brake);
        expect((await answers()).at(-1)).toBe(expected);
      },
      60_000,
    );
  });
}

it('the metric line is one that the client writes', () => {
  const line = JSON.parse(textOf('json')) as { _aws: { CloudWatchMetrics: { Dimensions: unknown }[] } };
  expect(line._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['Rollout', 'Cohort']]);
  expect(readFileSync('docs/other-languages.md', 'utf8')).toContain('zeros are published');
});
