/** A value that an application says about a unit: an attribute that the plan's segments ask for. */
export type ContextValue = string | number | boolean;

/** What an application says about a unit; what is undefined is not sent. */
export interface Context {
  readonly [attribute: string]: ContextValue | undefined;
}

/** The value of the `Context` header, or why there cannot be one. */
export type ContextHeader =
  { readonly ok: true; readonly header: string } | { readonly ok: false; readonly why: string };

const NAME = /^[A-Za-z0-9_.-]+$/;
/** Printable ASCII without `,` and `=`, and without spaces at the ends, which HTTP would take away. */
const VALUE = /^(?! )[ -+\--<>-~]+(?<! )$/;
const SHOWN = 40;

/**
 * `name=value` pairs for AppConfig's agent, separated by commas in one header, which it documents as equal to several
 * headers. It documents no escape. So a value that could be read as more than one (`,`), or as a longer name (`=`), or
 * that a header cannot carry, is refused and never altered: an altered value is another unit.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-code-samples-agent-read-feature-flag-with-variants.html
 */
export function contextHeader(context: Context): ContextHeader {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined) continue;
    if (!NAME.test(name))
      return refused(`the attribute name ${shown(name)}`, 'letters, digits, "_", "." and "-"');
    if (typeof value === 'number' && !Number.isFinite(value))
      return refused(`${name}=${String(value)}`, 'finite numbers');
    const text = String(value);
    if (!VALUE.test(text))
      return refused(
        `${name}=${shown(text)}`,
        'printable ASCII without "," and "=" and without spaces at the ends; pass a hash or an id instead',
      );
    pairs.push(`${name}=${text}`);
  }
  return { ok: true, header: pairs.join(',') };
}

function refused(found: string, allowed: string): ContextHeader {
  return { ok: false, why: `the agent cannot be asked with ${found}: allowed are ${allowed}` };
}

function shown(text: string): string {
  return JSON.stringify(text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);
}
