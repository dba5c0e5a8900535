import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const FOLDER = 'lib/client';
const bundle = await build({
  entryPoints: [`${FOLDER}/index.ts`],
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  write: false,
  metafile: true,
});

describe('what applications carry', () => {
  it('is smaller than 10 KiB', () => {
    expect(bundle.outputFiles[0]?.contents.length).toBeLessThan(10 * 1024);
  });

  it('is this folder alone, without packages and without modules of Node', () => {
    const inputs = Object.entries(bundle.metafile.inputs);
    expect(inputs.length).toBeGreaterThan(5);
    for (const [file, { imports }] of inputs) {
      expect(file.startsWith(`${FOLDER}/`)).toBe(true);
      for (const { path, external } of imports)
        expect({ file, path, external: external ?? false }).toEqual({
          file,
          path: expect.stringContaining(`${FOLDER}/`) as string,
          external: false,
        });
    }
  });

  it('imports nothing from elsewhere as a type, either', () => {
    for (const name of readdirSync(FOLDER)) {
      const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
      for (const [, from = ''] of text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g))
        expect({ name, from }).toEqual({ name, from: expect.stringMatching(/^\.\/[a-z-]+\.js$/) as string });
    }
  });
});
