import { readExpression } from '../../lib/plan/expressions/reader.js';
import { readResponse, type Act } from '../../lib/plan/expressions/response.js';
import { covers, rankOf } from '../../lib/rollout/responses.js';

function actOf(text: string): Act {
  const result = readExpression(text, readResponse);
  if (!result.ok) throw new Error(`not a response: ${text}`);
  return result.value.act;
}

it('does the strongest response first', () => {
  const shuffled = [
    'tell ops',
    'pause',
    'revert step',
    'disable class x',
    'reduce to 5%',
    'revert all',
    'ask ops to revert all',
    'revert affected users',
    'serve f old',
    'revert phase',
    'run fix',
    'task look within 1h',
  ];
  expect([...shuffled].sort((a, b) => rankOf(actOf(a)) - rankOf(actOf(b)))).toEqual([
    'revert all',
    'revert phase',
    'revert step',
    'revert affected users',
    'disable class x',
    'reduce to 5%',
    'serve f old',
    'pause',
    'run fix',
    'ask ops to revert all',
    'task look within 1h',
    'tell ops',
  ]);
});

describe('of responses that are due at once', () => {
  it.each([
    ['revert all', 'revert all'],
    ['revert all', 'revert phase'],
    ['revert phase', 'revert step'],
    ['revert step', 'revert step'],
    ['revert step', 'reduce to previous step'],
    ['reduce to previous step', 'reduce to previous step'],
    ['reduce to 5%', 'reduce to 5%'],
    ['reduce to 5%', 'reduce to 20%'],
  ])('%s does %s with it', (done, act) => {
    expect(covers(actOf(done), actOf(act))).toBe(true);
  });

  it.each([
    ['revert step', 'revert phase'],
    ['revert step', 'revert affected users'],
    ['revert affected users', 'revert step'],
    ['revert all', 'disable flag search'],
    ['revert step', 'reduce to 5%'],
    ['reduce to previous step', 'reduce to 5%'],
    ['reduce to 20%', 'reduce to 5%'],
    ['revert all', 'pause'],
    ['pause', 'pause'],
    ['revert all', 'tell ops'],
  ])('%s does not do %s with it', (done, act) => {
    expect(covers(actOf(done), actOf(act))).toBe(false);
  });
});
