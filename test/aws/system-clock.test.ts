import { SYSTEM_CLOCK } from '../../lib/aws/system-clock.js';
import { describeClockContract } from '../contracts/clock.contract.js';

describeClockContract('the machine', async () => ({
  clock: SYSTEM_CLOCK,
  pass: async () => new Promise((done) => setTimeout(done, 1005)),
}));
