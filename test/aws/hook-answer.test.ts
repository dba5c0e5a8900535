import { hookAnswerEvent } from '../../lib/aws/hook-answer.js';

const NOON = Date.parse('2026-12-07T12:00:00Z');
const answered = (detail: unknown, more: Record<string, unknown> = {}) => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Phasegate Hook Answer',
  source: 'phasegate.hook',
  account: '111122223333',
  time: '2026-12-07T11:59:58Z',
  region: 'eu-west-1',
  resources: [],
  detail,
  ...more,
});
const OK = { rollout: 'phoenix', run: 'hook/warm/1', ok: true };

describe('the answer of a hook', () => {
  it('is an event of the rollout, once, however often EventBridge brings it', () => {
    expect(hookAnswerEvent(answered({ ...OK, figures: { rows: 12 } }), NOON)).toEqual({
      kind: 'hook',
      id: 'answer/6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      at: NOON,
      run: 'hook/warm/1',
      ok: true,
      figures: { rows: 12 },
    });
  });

  it('says why not', () => {
    expect(hookAnswerEvent(answered({ ...OK, ok: false, reason: 'no rows' }), NOON)).toMatchObject({
      ok: false,
      reason: 'no rows',
    });
  });

  it.each<[string, unknown]>([
    ['the schedule', {}],
    ['nothing', undefined],
    ['another source', answered(OK, { source: 'shop' })],
    ['another type', answered(OK, { 'detail-type': 'Order' })],
    ['an answer without a run', answered({ rollout: 'phoenix', ok: true })],
    ['figures that are no numbers', answered({ ...OK, figures: { rows: 'many' } })],
    ['what is said besides', answered({ ...OK, verdict: 'go' })],
  ])('is none: %s', (_, payload) => {
    expect(hookAnswerEvent(payload, NOON)).toBeUndefined();
  });
});
