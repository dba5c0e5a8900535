import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync('test/fixtures/appconfig-feature-flags.schema.json', 'utf8')) as object,
);

/** What AppConfig's schema has against a document, as lines; empty when it is valid. */
export function schemaErrors(document: unknown): string[] {
  // AppConfig sees what JSON says, not what the object in memory says.
  return validate(JSON.parse(JSON.stringify(document)))
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
