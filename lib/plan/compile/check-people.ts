import type { PlanFile } from '../schema/plan-file.js';
import type { Phase } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';
import type { ConditionNames } from './compile-conditions.js';
import type { Reports } from './reports.js';

/** Checks the names in messages, digests, surveys, severities and recurring checklists. */
export function checkPeople(
  file: PlanFile,
  phases: readonly Phase[],
  names: ConditionNames,
  reports: Reports,
): void {
  const phaseNames = phases.map((phase) => phase.name);
  const segments = names.segments;
  type To = NonNullable<PlanFile['notices']>[number]['to'];
  const checkTo = (to: To, path: Path): void => {
    if (to.kind === 'role') reports.knows(path, 'role', to.role, names.roles);
    if (to.kind === 'segment') reports.knows(path, 'segment', to.segment, segments);
  };
  const checkDuring = (during: readonly string[] | undefined, path: Path): void => {
    during?.forEach((phase, index) => reports.knows([...path, index], 'phase', phase, phaseNames));
  };
  file.notices?.forEach((notice, index) => {
    checkTo(notice.to, ['notices', index, 'to']);
    if (notice.of !== undefined) reports.knows(['notices', index, 'of'], 'phase', notice.of, phaseNames);
    if ((notice.at === undefined) === (notice.after === undefined)) {
      reports.error(['notices', index], {
        code: 'notice-time',
        found: 'a notice without one clear time',
        allowed: 'one of `at` and `after`',
      });
    }
  });
  file.digests?.forEach((digest, index) => {
    checkTo(digest.to, ['digests', index, 'to']);
    checkDuring(digest.during, ['digests', index, 'during']);
  });
  file.recurring?.forEach((list, index) => {
    if (list.by !== undefined) reports.knows(['recurring', index, 'by'], 'role', list.by, names.roles);
    checkDuring(list.during, ['recurring', index, 'during']);
  });
  file.surveys?.forEach((survey, index) => {
    checkTo(survey.to, ['surveys', index, 'to']);
    survey.metrics.forEach((metric, at) => {
      if (!reports.knows(['surveys', index, 'metrics', at], 'metric', metric, Object.keys(names.metrics)))
        return;
      if (names.metrics[metric]?.reportedBy === undefined) {
        reports.error(['surveys', index, 'metrics', at], {
          code: 'survey-metric',
          found: `\`${metric}\`, which is not reported by anybody`,
          allowed: 'a metric with `reported: by ROLE`',
        });
      }
    });
  });
  for (const [severity, source] of Object.entries(file.severities ?? {})) {
    source.tell?.forEach((role, index) =>
      reports.knows(['severities', severity, 'tell', index], 'role', role, names.roles),
    );
  }
  file.phases.forEach((phase, index) => {
    phase.notices?.forEach((notice, at) => {
      checkTo(notice.to, ['phases', index, 'notices', at, 'to']);
    });
    phase.steps?.forEach((step, stepIndex) => {
      step.notices?.forEach((notice, at) => {
        checkTo(notice.to, ['phases', index, 'steps', stepIndex, 'notices', at, 'to']);
      });
    });
  });
  file.freezes?.forEach((freeze, index) => {
    if (freeze.until < freeze.from) {
      reports.error(['freezes', index, 'until'], {
        code: 'freeze-dates',
        found: `\`${freeze.until}\`, before it begins`,
        allowed: `${freeze.from} or later`,
      });
    }
  });
}
