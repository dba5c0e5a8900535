import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import type { Incident, Instant, RolloutState } from './state.js';

/** Updates never follow each other faster than controllers look. */
const LEAST_UPDATE_MS = 60_000;

/** Opens an incident for a trigger that has a severity of the plan, and tells the first role. */
export function openIncident(draft: Draft, trigger: Trigger): string | undefined {
  if (trigger.severity === undefined) return undefined;
  const id = `incident-${String(draft.state.incidents.length + 1)}`;
  const incident: Incident = {
    id,
    trigger: trigger.name,
    severity: trigger.severity,
    openedAt: draft.now,
    escalated: 0,
    updatedAt: draft.now,
  };
  draft.update({ incidents: [...draft.state.incidents, incident] });
  draft.happened('incident', `${id} opened: ${trigger.severity}, trigger ${trigger.name}`);
  escalate(draft, incident);
  return id;
}

/** Tells the next role of the severity. */
function escalate(draft: Draft, incident: Incident): void {
  const role = rolesOf(draft.plan, incident)[incident.escalated];
  change(draft, incident.id, { escalated: incident.escalated + 1 });
  if (role === undefined) return;
  draft.effect({
    kind: 'message',
    about: 'incident',
    to: { kind: 'role', role },
    by: severityOf(draft.plan, incident)?.by ?? ['pager'],
    say: `${incident.id} (${incident.severity ?? ''}): trigger ${incident.trigger} in ${draft.plan.rollout}`,
  });
  if (incident.escalated > 0) draft.happened('incident', `${incident.id} escalated to ${role}`);
}

function severityOf(
  plan: RolloutPlan,
  { severity }: Incident,
): RolloutPlan['severities'][string] | undefined {
  return severity === undefined ? undefined : plan.severities[severity];
}

function rolesOf(plan: RolloutPlan, incident: Incident): readonly string[] {
  return severityOf(plan, incident)?.tell ?? [];
}

/** Closes an incident; what the plan wants done afterwards becomes a task. */
export function closeIncident(draft: Draft, id: string): void {
  const incident = draft.state.incidents.find((one) => one.id === id);
  if (!incident || incident.closedAt !== undefined) return;
  change(draft, id, { closedAt: draft.now });
  draft.happened('incident', `${id} closed`);
  const tasks =
    incident.severity === undefined ? [] : (draft.plan.severities[incident.severity]?.tasks ?? []);
  for (const task of tasks) draft.happened('task', `to be done after ${id}: ${task}`);
}

function change(draft: Draft, id: string, what: Partial<Incident>): void {
  draft.update({
    incidents: draft.state.incidents.map((one) => (one.id === id ? { ...one, ...what } : one)),
  });
}

/** When the next answer or update of an open incident is due. */
export function incidentDue(plan: RolloutPlan, incident: Incident): Instant {
  if (incident.closedAt !== undefined) return Infinity;
  const severity = incident.severity === undefined ? undefined : plan.severities[incident.severity];
  const answer =
    severity?.answer === undefined ||
    incident.answeredAt !== undefined ||
    incident.escalated >= rolesOf(plan, incident).length
      ? Infinity
      : incident.openedAt + severity.answer * incident.escalated;
  return Math.min(answer, updateDue(plan, incident));
}

function updateDue(plan: RolloutPlan, incident: Incident): Instant {
  const every = incident.severity === undefined ? undefined : plan.severities[incident.severity]?.update;
  return every === undefined ? Infinity : incident.updatedAt + Math.max(every, LEAST_UPDATE_MS);
}

/** Escalates incidents that nobody has answered, and sends the updates that are due. */
export function runIncidents(draft: Draft): void {
  // After a time without looks both may be due, and several escalations: each is done.
  for (;;) {
    const incident = draft.state.incidents.find((one) => incidentDue(draft.plan, one) <= draft.now);
    if (!incident) return;
    if (updateDue(draft.plan, incident) <= draft.now) {
      change(draft, incident.id, { updatedAt: draft.now });
      const role = rolesOf(draft.plan, incident)[0];
      if (role !== undefined)
        draft.effect({
          kind: 'message',
          about: 'incident',
          to: { kind: 'role', role },
          by: severityOf(draft.plan, incident)?.by ?? ['slack'],
          say: `${incident.id}: still open`,
        });
    } else escalate(draft, incident);
  }
}

/** Notes that somebody has looked at the open incidents of a trigger. */
export function answerIncidents(draft: Draft): void {
  for (const incident of openIncidents(draft.state)) {
    if (incident.answeredAt === undefined) change(draft, incident.id, { answeredAt: draft.now });
  }
}

function openIncidents(state: RolloutState): readonly Incident[] {
  return state.incidents.filter((incident) => incident.closedAt === undefined);
}
