import { sayTask } from './sentences/gates.js';
import type { EntryRefusal } from '../rollout/entry.js';
import type { GateView } from '../rollout/gate.js';

/** Items of a gate that are named; the others are counted. */
const NAMED = 3;

/**
 * Why a phase is not entered, for somebody who deploys: what is missing, and what to do. CloudFormation shows at most
 * 4,096 bytes of it.
 */
export function entryRefusalText(rollout: string, because: EntryRefusal): string {
  const deploy = (phase: string): string =>
    `npx cdk deploy phasegate-${rollout} -c phasegate:${rollout}=${phase}`;
  switch (because.kind) {
    case 'closed':
      return `The rollout ${rollout} is closed: no phase is entered any more.`;
    case 'unknown phase':
      return `The plan of ${rollout} has no phase "${because.phase}". Allowed: off, ${because.allowed.join(', ')}.`;
    case 'by itself':
      return `The phases of ${rollout} are entered as soon as their gates say go: there is nothing to ask for.`;
    case 'out of order':
      return because.next === because.now
        ? `Phase ${because.phase} is not entered: ${because.next} comes first. Deploy it: ${deploy(because.next)}`
        : `Phase ${because.phase} is not entered: the rollout is in ${because.now} and has not left it${because.next === because.phase ? '' : `, and ${because.next} comes next`}. See what it waits for: phasegate status ${rollout} --target aws`;
    case 'wrong attempt':
      return `Attempt ${String(because.asked)} was asked for, and this is attempt ${String(because.present)}.`;
    case 'reverted':
      return `Users of ${rollout} were put back (${because.what}): it goes on only as a new attempt. When the cause is mended: ${deploy(`${because.phase}#${String(because.attempt)}`)}`;
    case 'not due':
      return `Phase ${because.phase} is not entered: the plan begins it on ${new Date(because.due).toISOString().slice(0, 16).replace('T', ' ')} UTC. Deploy it again then.`;
    case 'held':
      return `Phase ${because.phase} is not entered: it is a point of no return, and it is held (${because.by}). When that is over: ${deploy(because.phase)}`;
    case 'gate': {
      const items = missingItems(because.view);
      const more = items.length > NAMED ? `; and ${String(items.length - NAMED)} more` : '';
      return `Phase ${because.phase} is not entered: its gate says ${because.view.verdict}. Missing: ${items.slice(0, NAMED).join('; ')}${more}. All of it: phasegate status ${rollout} --target aws. Nothing has changed.`;
    }
  }
}

/** Everything that keeps a gate from saying go, the worst first: what fails before what is not known yet. */
export function missingItems(view: GateView): readonly string[] {
  const criteria = view.criteria
    .filter(({ verdict }) => verdict !== 'go')
    .sort((one, other) => Number(other.verdict === 'no-go') - Number(one.verdict === 'no-go'))
    .map(({ text, verdict, findings }) => {
      const why = findings.map((finding) => finding.why).filter((reason) => reason !== '');
      return `${text} is ${verdict}${why.length === 0 ? '' : ` (${why.join(', ')})`}`;
    });
  return [
    ...criteria,
    ...view.outOfBounds.map((task) => `${sayTask(task)} does not keep its bound`),
    ...view.unsigned.map(
      ({ role, missing }) =>
        `${role} has not signed (${String(missing)} ${missing === 1 ? 'person' : 'people'})`,
    ),
    ...view.unticked.map((task) => `${sayTask(task)} is not done`),
    ...(view.undecided ? [`${view.undecided.role} has not decided`] : []),
  ];
}
