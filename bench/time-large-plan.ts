import { timeLargePlan } from './check-large-plan.js';

// In a process of its own: only there is the first time really the first.
process.stdout.write(JSON.stringify(timeLargePlan()));
