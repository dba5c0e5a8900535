import { incidentDue, runIncidents } from '../incidents.js';
import { earliestAfter, type Chore } from './chore.js';

/** Escalation and updates of open incidents. */
export const incidentChore: Chore = {
  run: runIncidents,
  dueAt: (plan, state, now) =>
    earliestAfter(
      now,
      state.incidents.map((incident) => incidentDue(plan, incident)),
    ),
};
