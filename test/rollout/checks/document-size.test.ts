import fc from '../../fast-check.js';
import type { CompileResult } from '../../../lib/flags/compile-input.js';
import type { FlagDocument } from '../../../lib/flags/document.js';
import { DocumentSize } from '../../../lib/rollout/checks/document-size.js';

const value = fc.record({
  enabled: fc.boolean(),
  _variants: fc.array(fc.record({ name: fc.string({ unit: 'binary' }), enabled: fc.boolean() }), {
    maxLength: 3,
  }),
});
const flags = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/u), value, { maxKeys: 5 });

function documentOf(values: FlagDocument['values']): FlagDocument {
  const definitions = Object.keys(values).map((key) => [key, { name: key }] as const);
  return { version: '1', flags: Object.fromEntries(definitions), values };
}

const compiled = (values: FlagDocument['values']): CompileResult => ({
  ok: true,
  document: documentOf(values),
});

describe('the size of a document', () => {
  it('is that of its JSON, whatever changed flag by flag', () => {
    fc.assert(
      fc.property(flags, fc.array(flags, { maxLength: 4 }), (first, changes) => {
        const size = new DocumentSize(compiled(first));
        for (const change of changes) size.replace(compiled(change));
        const last = Object.assign({}, first, ...changes) as FlagDocument['values'];
        expect(size.bytes).toBe(Buffer.byteLength(JSON.stringify(documentOf(last)), 'utf8'));
      }),
    );
  });

  it('stays what it was when a change could not be compiled', () => {
    const size = new DocumentSize(compiled({ a: { enabled: true, _variants: [] } }));
    const before = size.bytes;
    size.replace({ ok: false, problems: [] });
    expect(size.bytes).toBe(before);
  });
});
