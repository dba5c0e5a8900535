import { readResponse } from '../../../lib/plan/expressions/response.js';
import { mistake, parsed } from './parsing.js';

describe('responses', () => {
  it.each([
    ['pause', { kind: 'pause' }],
    ['tell on-call', { kind: 'tell', role: 'on-call' }],
    ['task look-closer within 2h', { kind: 'task', task: 'look-closer', withinMs: 7_200_000 }],
    ['run restore', { kind: 'run', hook: 'restore' }],
    ['serve banner plain', { kind: 'serve', flag: 'banner', variant: 'plain' }],
    ['reduce to previous step', { kind: 'reduce', to: 'previous step' }],
    ['reduce to 5%', { kind: 'reduce', to: { fraction: 0.05 } }],
    ['disable flag ai', { kind: 'disable', what: 'flag', name: 'ai' }],
    ['disable class extra', { kind: 'disable', what: 'class', name: 'extra' }],
    ['disable flags of step', { kind: 'disable', what: 'flags of step' }],
    ['revert affected users', { kind: 'revert', what: 'affected users' }],
    ['revert step', { kind: 'revert', what: 'step' }],
    ['revert phase', { kind: 'revert', what: 'phase' }],
    ['revert all', { kind: 'revert', what: 'all' }],
    ['ask release to revert all', { kind: 'ask', role: 'release', act: { kind: 'revert', what: 'all' } }],
    [
      'ask release to ask support to pause',
      { kind: 'ask', role: 'release', act: { kind: 'ask', role: 'support', act: { kind: 'pause' } } },
    ],
  ])('%s, at once or after a while', (text, act) => {
    expect(parsed(text, readResponse)).toEqual({ act, afterMs: 0, text });
    expect(parsed(`${text} after 4h`, readResponse)).toEqual({
      act,
      afterMs: 14_400_000,
      text: `${text} after 4h`,
    });
  });

  it.each([
    ['', 0, 'an empty text', undefined],
    ['tel on-call', 0, '`tel`', 'did you mean `tell`?'],
    ['rollback', 0, '`rollback`', undefined],
    ['tell', 4, 'the end of `tell`', undefined],
    ['task look', 9, 'the end of `task look`', undefined],
    ['task look in 2h', 10, '`in`', undefined],
    ['ask release revert all', 12, '`revert`', undefined],
    ['reduce previous step', 7, '`previous`', undefined],
    ['reduce to 5', 10, '`5`', undefined],
    ['disable ai', 8, '`ai`', undefined],
    ['revert user', 7, '`user`', undefined],
    ['revert affected', 15, 'the end of `revert affected`', undefined],
    ['revert step in 4h', 12, '`in`', undefined],
    ['revert step after', 17, 'the end of `revert step after`', undefined],
    [
      'revert step after 4 h',
      18,
      '`4`',
      'write the unit right behind the number: `3d`, `15m`; months as days: `30d`',
    ],
    ['pause, tell on-call', 5, '`,`', 'join conditions with `and`, values with `|`'],
    ['serve banner', 12, 'the end of `serve banner`', undefined],
  ])('%j: at %i %s', (text, offset, found, hint) => {
    const error = mistake(text, readResponse);
    expect({ offset: error.offset, found: error.found, hint: error.hint }).toEqual({ offset, found, hint });
  });

  it('are not asked for without end', () => {
    expect(mistake(`${'ask release to '.repeat(1000)}pause`, readResponse).expected).toEqual(['50 levels']);
  });
});
