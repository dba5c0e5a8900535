import { planHash } from '../../lib/runtime/plan-hash.js';

const HASH = planHash('rollout: a', { 'vip.txt': 'v1', 'beta.txt': 'b1' });

it('is a SHA-256 in hexadecimal digits', () => {
  expect(HASH).toMatch(/^[0-9a-f]{64}$/u);
});

it('does not depend on the order in which the lists are given', () => {
  expect(planHash('rollout: a', { 'beta.txt': 'b1', 'vip.txt': 'v1' })).toBe(HASH);
});

it.each<[string, string, Readonly<Record<string, string>>]>([
  ['a byte of the plan', 'rollout: a ', { 'vip.txt': 'v1', 'beta.txt': 'b1' }],
  ['a byte of a list', 'rollout: a', { 'vip.txt': 'v2', 'beta.txt': 'b1' }],
  ['the name of a list', 'rollout: a', { 'vips.txt': 'v1', 'beta.txt': 'b1' }],
  ['which list is which', 'rollout: a', { 'vip.txt': 'b1', 'beta.txt': 'v1' }],
  ['one list less', 'rollout: a', { 'vip.txt': 'v1' }],
])('is another for %s', (_what, text, lists) => {
  expect(planHash(text, lists)).not.toBe(HASH);
});

it('does not take a list for a part of the plan', () => {
  expect(planHash('a', { b: 'c' })).not.toBe(planHash('ab', { '': 'c' }));
});
