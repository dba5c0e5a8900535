import { build } from 'esbuild';
import { FUNCTION_BUNDLES } from './function-bundles.mjs';

// Part of the build, which has to work before anything is compiled: so it is JavaScript.
await build(FUNCTION_BUNDLES);
