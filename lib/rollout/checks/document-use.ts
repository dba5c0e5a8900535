import { compileRise } from '../../flags/compile-flags.js';
import { compileInput } from '../desired.js';
import { compileChanged } from './check-documents.js';
import type { Course } from './course.js';
import { DocumentSize } from './document-size.js';

/** The most of something, and where it is. */
export interface Most {
  readonly count: number;
  /** A flag, or a step; absent where nothing has any. */
  readonly at?: string;
}

/** The largest of everything that AppConfig limits in the documents of a plan that goes well, without marks. */
export interface DocumentUse {
  /** UTF-8 bytes. */
  readonly bytes: Most;
  readonly variants: Most;
  readonly attributes: Most;
  /** Characters of the longest rule. */
  readonly rule: Most;
}

/** How large the rise lane's documents get; the brake lane's have the same rules and are hardly longer. */
export function documentUse({ plan, steps }: Pick<Course, 'plan' | 'steps'>): DocumentUse {
  const input = compileInput(plan);
  const off = compileRise({ ...input, exposures: {}, included: [] });
  const use = {
    bytes: new Largest(),
    variants: new Largest(),
    attributes: new Largest(),
    rule: new Largest(),
  };
  const look = (result: typeof off): void => {
    if (!result.ok) return;
    for (const [flag, { attributes = {} }] of Object.entries(result.document.flags))
      use.attributes.add(Object.keys(attributes).length, flag);
    for (const [flag, { _variants }] of Object.entries(result.document.values)) {
      use.variants.add(_variants.length, flag);
      for (const { rule = '' } of _variants) use.rule.add(rule.length, flag);
    }
  };
  look(off);
  for (const environment of plan.environments) {
    const size = new DocumentSize(off);
    use.bytes.add(size.bytes, 'the start');
    for (const planned of steps.filter(({ phase }) => phase.environment === environment)) {
      const rise = compileChanged(input, planned);
      if (!rise) continue;
      look(rise);
      size.replace(rise);
      use.bytes.add(size.bytes, planned.step.id);
    }
  }
  const { bytes, variants, attributes, rule } = use;
  return { bytes: bytes.most, variants: variants.most, attributes: attributes.most, rule: rule.most };
}

class Largest {
  most: Most = { count: 0 };

  add(count: number, at: string): void {
    if (count > this.most.count) this.most = { count, at };
  }
}
