#!/usr/bin/env node
import { main } from '../lib/cli/main.js';
import { nodeTerminal } from '../lib/cli/node-terminal.js';

await main(process.argv.slice(2), nodeTerminal());
