import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { FUNCTION_BUNDLES } from './function-bundles.js';

rmSync(FUNCTION_BUNDLES.outdir, { recursive: true, force: true });
await build(FUNCTION_BUNDLES);
