import { explorePlan } from './prove-plans.js';

// In a process of its own: the peak of its memory is that of the exploration.
process.stdout.write(JSON.stringify(explorePlan(Number(process.argv[2]))));
