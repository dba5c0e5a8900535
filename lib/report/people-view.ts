import type { RolloutPlan } from '../plan/rollout-plan.js';
import { sayList, sayLong } from './sentences/amounts.js';
import { sayChannels, sayRecipients } from './sentences/recipients.js';

/** Who is concerned by a plan, and what they get. */
export interface PeopleView {
  readonly roles: readonly { readonly name: string; readonly say: string }[];
  readonly severities: readonly { readonly name: string; readonly say: string }[];
  /** Messages that come again, and surveys. */
  readonly messages: readonly { readonly name: string; readonly say: string }[];
  readonly recurring: readonly string[];
}

export function peopleView(plan: RolloutPlan): PeopleView {
  const { units } = plan.audience;
  return {
    roles: Object.entries(plan.roles).map(([name, role]) => ({
      name,
      say: `${sayList(role.people)}${role.quorum > 1 ? ` (${role.quorum === role.people.length ? 'all' : String(role.quorum)} must sign)` : ''}`,
    })),
    severities: Object.entries(plan.severities).map(([name, severity]) => ({
      name,
      say: [
        ...(severity.answer === undefined ? [] : [`answered within ${sayLong(severity.answer)}`]),
        ...(severity.update === undefined
          ? []
          : [`news every ${sayLong(severity.update).replace(/^one /u, '')}`]),
        ...(severity.tell === undefined ? [] : [`told, one after the other: ${severity.tell.join(', ')}`]),
        ...(severity.tasks === undefined ? [] : [`afterwards: ${severity.tasks.join(', ')}`]),
      ].join('; '),
    })),
    messages: [
      ...plan.digests.map((digest) => ({
        name: digest.name,
        say: `${digest.every}, to ${sayRecipients(digest.to, units)} ${sayChannels(digest.by)}${digest.during ? `, in ${sayList(digest.during)}` : ''}${digest.first === undefined ? '' : `, for the first ${sayLong(digest.first)}`}${digest.windows === true ? ', while a window is open' : ''}${digest.say === undefined ? '' : `: ${digest.say}`}`,
      })),
      ...plan.surveys.map((survey) => ({
        name: survey.name,
        say: `survey of ${sayRecipients(survey.to, units)} ${sayChannels(survey.by)}, ${survey.after === 0 ? 'at once' : sayLong(survey.after)} after they are exposed; its answers are ${sayList(survey.metrics)}`,
      })),
    ],
    recurring: plan.recurring.map(
      (one) =>
        `${one.every}: ${one.tasks.join(', ')}${one.by === undefined ? '' : ` (${one.by})`}${one.during ? `, in ${sayList(one.during)}` : ''}`,
    ),
  };
}
