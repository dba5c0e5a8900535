import { performance } from 'node:perf_hooks';

// Loads a bundled function in a process of its own, and prints how many milliseconds that took.
const began = performance.now();
await import(process.argv[2]);
process.stdout.write(String(performance.now() - began));
