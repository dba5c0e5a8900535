import type { ErrorCode, YAMLParseError } from 'yaml';
import type { Problem } from './problem.js';

type Words = Pick<Problem, 'found' | 'allowed' | 'advice'>;

/** Mistakes after which the rest of the file can still be understood. */
const LOCAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
  'TAG_RESOLVE_FAILED',
]);

/** Whether what follows the mistake can still be understood. */
export function isLocal(error: YAMLParseError): boolean {
  return LOCAL.has(error.code);
}

/** Says a mistake of the YAML itself in words that help. */
export function sayYamlMistake(error: YAMLParseError, text: string): Words {
  const [start] = error.pos;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split(/\r?\n/u, 1)[0] ?? '';
  const at = text[start] ?? '';
  switch (error.code) {
    case 'BAD_SCALAR_START':
      return {
        found: `a value that begins with \`${at}\``,
        allowed: 'a value that begins with a letter, a digit or a quote',
        advice:
          at === '@' || at === '`' || at === '%'
            ? `put it in quotes: "${at}..."`
            : 'begin a condition with the name of its metric: `errors > 5%`',
      };
    case 'TAB_AS_INDENT':
      return {
        found: 'a tab at the beginning of the line',
        allowed: 'blanks',
        advice: 'indent with two blanks a level',
      };
    case 'BAD_INDENT':
      return /^ *\t/u.test(line)
        ? {
            found: 'a tab at the beginning of the line',
            allowed: 'blanks',
            advice: 'indent with two blanks a level',
          }
        : sayBadIndent(error.message);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        found: 'a second `: ` in one line',
        allowed: 'one key and one value a line',
        advice: 'put a text that contains `: ` in quotes; put keys that belong below on lines of their own',
      };
    case 'MULTIPLE_DOCS':
      return {
        found: 'a second document behind `---`',
        allowed: 'one document a file',
        advice: 'split the file',
      };
    case 'UNEXPECTED_TOKEN':
      if (/block scalar|Not a YAML token/iu.test(error.message)) {
        return {
          found: 'a value that begins with `>` or `|`, by which YAML means a text over several lines',
          allowed: 'a value that begins with a letter, a digit or a quote',
          advice: 'begin a condition with the name of its metric: `errors > 5%`',
        };
      }
      return {
        found: lowerFirst(firstLine(error.message)),
        advice: 'check brackets, commas and quotes here',
      };
    case 'MISSING_CHAR':
      return { found: lowerFirst(firstLine(error.message)), ...adviceForMissing(error.message) };
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        found: 'a line without a key',
        allowed: '`key: value`',
        advice: 'put a long text in quotes, or add the colon',
      };
    case 'BAD_DIRECTIVE':
      return { found: 'a line that begins with `%`', allowed: '`key: value`', advice: 'remove it' };
    case 'RESOURCE_EXHAUSTION':
      return { found: 'nesting too deep to be read', advice: 'a plan needs no more than a dozen levels' };
    default:
      return {
        found: lowerFirst(firstLine(error.message)),
        advice: 'check the indentation and the quotes here',
      };
  }
}

function sayBadIndent(message: string): Words {
  if (/flow/iu.test(message)) {
    return {
      found: 'a bracket or brace that was opened above and is still open',
      advice: 'close each `[` and `{`',
    };
  }
  return {
    found: 'a line that is indented like none above it',
    allowed: 'the keys of one mapping, and the items of one list, below each other',
    advice: 'mend the indentation, here or on the line above',
  };
}

function adviceForMissing(message: string): Pick<Words, 'advice'> {
  if (/quote/u.test(message)) return { advice: 'close the quote' };
  if (/followed by map values/u.test(message)) return { advice: 'add the colon: `key: value`' };
  return { advice: 'check brackets, commas and quotes here' };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
