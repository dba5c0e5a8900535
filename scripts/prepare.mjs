import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

// `npx phasegate` links this folder into its cache and prepares it there once more, which takes as long as `npm ci` and
// shows nothing. What `npm ci` has built is used as it is.
const isBuilt = existsSync(new URL('../dist/bin/phasegate.js', import.meta.url));
if (process.env.npm_command === 'exec' && isBuilt) process.exit(0);
const { status } = spawnSync('npm', ['run', 'build'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
