import { Scalar } from 'yaml';
import { isReservedName } from '../expressions/reserved-names.js';
import type { Problem } from './problem.js';

type Words = Pick<Problem, 'code' | 'found' | 'allowed' | 'advice'>;

const YAML_1_1_WORDS = /^(?:y|yes|n|no|on|off)$/iu;
const SEXAGESIMAL = /^[-+]?\d+(?::[0-5]?\d)+$/u;

/** Whether the key is legal YAML and yet not what its author means, or means something else to other readers. */
export function keyAccident(key: Scalar): Words | undefined {
  const text = String(key.value);
  if (text === '__proto__' || isReservedName(text)) {
    return {
      code: 'yaml-key',
      found: `the key \`${text}\``,
      allowed: 'any other name',
      advice: 'choose another name',
    };
  }
  if (key.type !== Scalar.PLAIN) return undefined;
  if (text === '<<') {
    return {
      code: 'yaml-key',
      found: 'the merge key `<<`',
      allowed: 'the keys themselves',
      advice: 'write the keys out; what holds for each step of a phase goes under `each:`',
    };
  }
  if (key.value === null) {
    return {
      code: 'yaml-key',
      found: 'a value without a key',
      allowed: '`key: value`',
      advice: 'write a name before the colon',
    };
  }
  if (!YAML_1_1_WORDS.test(text) && typeof key.value !== 'boolean') return undefined;
  return {
    code: 'yaml-accident',
    found: `the key \`${key.source ?? text}\`, which older YAML readers take for true or false`,
    allowed: '`at:` for a time, `old:` and `new:` for variants',
    advice: 'use another key',
  };
}

/** The same for a value. */
export function valueAccident(scalar: Scalar): Words | undefined {
  const source = scalar.source ?? '';
  if (scalar.type !== Scalar.PLAIN) return undefined;
  if (source === '' && scalar.value === null && /^\S/u.test(scalar.comment ?? '')) {
    const comment = scalar.comment?.split('\n', 1)[0] ?? '';
    return {
      code: 'yaml-accident',
      found: `nothing but the comment \`#${comment}\``,
      allowed: 'a value',
      advice: 'put a value that begins with `#` in quotes; leave a blank behind the `#` of a comment',
    };
  }
  if (!YAML_1_1_WORDS.test(source) && !SEXAGESIMAL.test(source)) return undefined;
  const meaning = SEXAGESIMAL.test(source) ? 'a number to the base of 60' : 'true or false';
  return {
    code: 'yaml-accident',
    found: `\`${source}\` without quotes, which older YAML readers take for ${meaning}`,
    allowed: `\`"${source}"\``,
    advice: 'put it in quotes',
  };
}
