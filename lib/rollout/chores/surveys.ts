import { earliestAfter, type Chore } from './chore.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Instant, RolloutState } from '../state.js';

/** Surveys: asked of exposed users some time after each exposing step; the answers come back as reported metrics. */
export const surveys: Chore = {
  run: (draft) => {
    for (const { name, key, at } of openSurveys(draft.plan, draft.state)) {
      if (at > draft.now) continue;
      const survey = draft.plan.surveys.find((one) => one.name === name);
      if (!survey) continue;
      draft.update({ notices: { ...draft.state.notices, [key]: draft.now } });
      draft.effect({
        kind: 'message',
        about: 'survey',
        to: survey.to,
        by: survey.by,
        say: Object.values(survey.questions ?? {}).join(' ') || survey.name,
      });
      draft.happened('survey', `survey ${survey.name}, by ${survey.by.join(' and ')}`);
    }
  },
  dueAt: (plan, state, now) =>
    earliestAfter(
      now,
      openSurveys(plan, state).map((one) => one.at),
    ),
};

function openSurveys(
  plan: RolloutPlan,
  state: RolloutState,
): readonly { readonly name: string; readonly key: string; readonly at: Instant }[] {
  const { lastRiseAt } = state.times;
  if (lastRiseAt === undefined || state.control.mode === 'closed') return [];
  return plan.surveys.flatMap((survey) => {
    const key = `survey/${survey.name}@${String(lastRiseAt)}`;
    return key in state.notices ? [] : [{ name: survey.name, key, at: lastRiseAt + survey.after }];
  });
}
