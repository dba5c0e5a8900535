import { readdirSync } from 'node:fs';
import type { BuildOptions } from 'esbuild';

/** The functions of lambda/, by the names of their folders. */
export const FUNCTION_NAMES = readdirSync('lambda', { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/**
 * How every function of lambda/ is bundled into dist/functions/<name>/index.mjs: with everything that it imports, the SDK
 * of AWS included, so that what was tested is what runs.
 */
export const FUNCTION_BUNDLES = {
  entryPoints: FUNCTION_NAMES.map((name) => ({ in: `lambda/${name}/index.ts`, out: `${name}/index` })),
  outdir: 'dist/functions',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node' as const,
  target: 'node22',
  format: 'esm' as const,
  minify: true,
  // The SDK's modules can be shaken; its CommonJS builds cannot.
  mainFields: ['module', 'main'],
  // Packages in CommonJS ask for Node's modules by `require`, which modules do not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning' as const,
} satisfies BuildOptions;
