import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Bundles every function of lambda/ into dist/functions/<name>/index.mjs, with everything that it imports, the SDK of AWS
 * included: what was tested is what runs. Part of the build, so it is JavaScript.
 */
const names = readdirSync('lambda', { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
await build({
  entryPoints: names.map((name) => ({ in: `lambda/${name}/index.ts`, out: `${name}/index` })),
  outdir: 'dist/functions',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  minify: true,
  // The SDK's modules can be shaken; its CommonJS builds cannot.
  mainFields: ['module', 'main'],
  // Packages in CommonJS ask for Node's modules by `require`, which modules do not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
});
