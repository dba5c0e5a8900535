import { planJsonSchema } from '../lib/plan/schema/plan-file.js';
import { scenarioJsonSchema } from '../lib/local/scenario/scenario-file.js';

/** The JSON Schemas that editors read: text by file, from the root of the repository. */
export function editorSchemas(): Readonly<Record<string, string>> {
  return {
    'schema/plan.schema.json': print(planJsonSchema()),
    'schema/scenario.schema.json': print(scenarioJsonSchema()),
  };
}

function print(schema: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
