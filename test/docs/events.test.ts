import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import {
  EVENT_SOURCE,
  HOOK_ANSWER_TYPE,
  HOOK_SOURCE,
  hookAnswer,
  hookRequest,
  MESSAGE_TYPE,
  messageDetail,
} from '../../lib/contract/messages.js';

const page = readFileSync('docs/events.md', 'utf8');
const examples = [...page.matchAll(/```json\n(?<json>[\s\S]*?)```/gu)].map(
  (match) => JSON.parse(match.groups?.['json'] ?? '') as Record<string, unknown>,
);
/** The tables of the page, each as its rows of field and description. */
const tables = [...page.matchAll(/\| field \| what \|\n\|---\|---\|\n(?<rows>(?:\|.*\n)+)/gu)].map((match) =>
  (match.groups?.['rows'] ?? '')
    .trim()
    .split('\n')
    .map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/gu, ''))),
);

describe.each([
  ['a message', messageDetail, 0, 0],
  ['a hook is invoked with', hookRequest, 1, 2],
  ['a hook answers with', hookAnswer, 2, 3],
] as const)('what %s', (_name, schema, table, example) => {
  it('is described field by field', () => {
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, type]) => [
      `\`${name}\``,
      type.meta()?.description,
    ]);
    expect(tables[table]).toEqual(fields);
  });

  it('looks like the example', () => {
    expect(schema.safeParse(examples[example])).toMatchObject({ success: true });
  });
});

it('names the sources and types that are used', () => {
  for (const word of [EVENT_SOURCE, MESSAGE_TYPE, HOOK_SOURCE, HOOK_ANSWER_TYPE])
    expect(page).toContain(`\`${word}\``);
  expect(examples[1]).toEqual({
    source: [EVENT_SOURCE],
    'detail-type': [MESSAGE_TYPE],
    detail: { by: ['pager'] },
  });
});
