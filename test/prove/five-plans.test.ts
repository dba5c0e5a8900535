import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadPlan } from '../../lib/files/load-plan.js';
import { nodeFiles } from '../../lib/files/node-files.js';
import { prove } from '../../lib/prove/prove.js';
import { REPOSITORY } from '../cli/command-line.js';

const PLANS = readdirSync(join(REPOSITORY, 'plans')).filter((file) => file.endsWith('.yaml'));

it.each(PLANS)(
  '%s: what the design promises is proven in every state, and the calendar leads to its end',
  (file) => {
    const loaded = loadPlan(nodeFiles(REPOSITORY), join('plans', file));
    if (loaded.kind !== 'plan') throw new Error(`${file} has mistakes`);
    const { proofs, states } = prove(loaded.plan, {
      timing: { startMs: 5_000, clientPollMs: 45_000 },
      mostStarts: 60,
    });
    const verdicts = Object.fromEntries(proofs.map(({ property, verdict }) => [property, verdict]));
    expect(verdicts).toEqual({
      phases: 'proven',
      pass: 'proven',
      fail: 'proven',
      rises: 'proven',
      held: 'proven',
      larger: 'proven',
      revert: 'proven',
      'no-return': 'proven',
      safe: 'proven',
      'comes-back': 'proven',
      'by-word': 'proven',
      'let-in': 'proven',
      'put-back': 'proven',
      promises: 'proven',
      end: 'searched',
      calendar: 'searched',
    });
    expect(states).toBeGreaterThan(500);
  },
);
