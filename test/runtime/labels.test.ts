import { descriptionOf, generationOf, labelOf, ownGeneration } from '../../lib/runtime/labels.js';

it.each([
  ['beta.2', 7, undefined, 'beta.2-7'],
  ['beta.2', 7, 12, 'beta.2.12-7'],
  ['x'.repeat(80), 7, undefined, `${'x'.repeat(62)}-7`],
  ['x'.repeat(80), 1_000_000, 99, `${'x'.repeat(53)}.99-1000000`],
])(
  'labels step %s of generation %i, deployment %s, within 64 characters',
  (step, generation, again, label) => {
    expect(labelOf(step, generation, again)).toBe(label);
    expect(label.length).toBeLessThanOrEqual(64);
    expect(generationOf(label)).toBe(generation);
  },
);

it.each(['beta', 'beta-', 'beta-7a', '7', ''])('finds no generation in the label "%s"', (label) => {
  expect(generationOf(label)).toBeUndefined();
});

it('keeps within the 1,024 characters of a description', () => {
  expect(descriptionOf('small', 'x'.repeat(2000))).toHaveLength(1024);
});

it.each([
  ['small: step beta.2', 7],
  ['small: ', 7],
  ['smaller: step beta.2', undefined],
  ['by hand', undefined],
  ['', undefined],
])('knows by the description "%s" whether a deployment is ours', (description, generation) => {
  expect(ownGeneration({ label: 'beta.2-7', description }, 'small')).toBe(generation);
});
