import { sayNumber } from './sentences/amounts.js';
import { sayNext, type StatusView } from './status-view.js';

/** One row of the status: its label and its items; a row without items is not shown. */
export interface StatusRow {
  readonly label: string;
  readonly items: readonly string[];
}

/** The rows that text and HTML show alike, in their order. */
export function statusRows(view: StatusView): readonly StatusRow[] {
  const { gate } = view;
  const rows: readonly StatusRow[] = [
    { label: 'is', items: [view.say] },
    { label: 'exposed', items: [view.exposed.say, ...sayExposures(view)] },
    {
      label: 'gate',
      items: gate ? [`${gate.id}: ${gate.verdict}`, ...gate.missing.map((item) => `- ${item}`)] : [],
    },
    {
      label: 'to sign',
      items: (gate?.toSign ?? []).map(
        ({ role, missing, people }) => `${role}: ${String(missing)} of ${people.join(', ') || 'nobody'}`,
      ),
    },
    { label: 'held', items: view.held.map((hold) => `- ${hold}`) },
    {
      label: 'triggers',
      items: view.triggers.map(
        ({ name, say, found }) => `${name}: ${say}${found.length === 0 ? '' : ` (${found.join('; ')})`}`,
      ),
    },
    {
      label: 'lanes',
      items: view.lanes.map(({ environment, lane, step, say }) => `${environment} ${lane}: ${step}, ${say}`),
    },
    { label: 'drill', items: view.drills },
    {
      label: 'parked',
      items: view.parked === 0 ? [] : [`${String(view.parked)} messages or hooks wait for people`],
    },
    { label: 'next', items: view.mode === 'closed' ? [] : [sayNext(view)] },
  ];
  return rows.filter(({ items }) => items.length > 0);
}

/** `production: search 100, hints 40`, a line for each environment in which somebody is exposed. */
function sayExposures({ exposures }: StatusView): readonly string[] {
  const environments = [...new Set(exposures.map(({ environment }) => environment))];
  return environments.map((name) => {
    const flags = exposures.filter(({ environment }) => environment === name);
    return `${name}: ${flags.map(({ flag, units }) => `${flag} ${sayNumber(units)}`).join(', ')}`;
  });
}
