import { escapeHtml, statusHtml } from '../../lib/report/status-html.js';
import { statusText } from '../../lib/report/status-text.js';
import { statusView } from '../../lib/report/status-view.js';
import { Driver } from '../rollout/driver.js';
import { smallPlan } from '../rollout/plans.js';

const viewOf = (driver: Driver, parked = 0) => statusView(driver.plan, driver.state, driver.now, parked);

describe('the status of a rollout', () => {
  it('says where it is, who is exposed, what comes next and what every lane serves', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    expect(viewOf(driver)).toMatchObject({
      say: 'step first.1 is being lived with',
      exposed: { units: 100, of: 1000, say: 'about 100 users of 1,000' },
      held: [],
      exposures: [
        { environment: 'production', flag: 'search', units: 100 },
        { environment: 'production', flag: 'hints', units: 100 },
      ],
      triggers: [{ name: 'bad', say: 'quiet', found: ['as the test says'] }],
      lanes: [
        { environment: 'production', lane: 'rise', step: 'first.1', say: 'served' },
        { environment: 'production', lane: 'brake', step: 'off', say: 'served' },
      ],
    });
  });

  it('names what keeps a gate from saying go', () => {
    const driver = new Driver(smallPlan(), {
      find: (key) => (key.startsWith('trigger:') ? undefined : { truth: 'unknown', why: 'no data' }),
    });
    driver.runFor(1500);
    expect(viewOf(driver).gate).toMatchObject({
      id: 'first.leave',
      verdict: 'inconclusive',
      missing: ['errors < 1% is inconclusive (no data)'],
    });
  });

  it('names every criterion with its verdict, and who may still sign', () => {
    const driver = new Driver(
      smallPlan({
        top: 'authors: [rita]',
        first: 'enter: { all: [errors < 1%], signOff: release }\n    steps: [{ expose: 10% }]',
      }),
      { people: false },
    );
    expect(viewOf(driver).gate).toEqual({
      id: 'first.enter',
      verdict: 'inconclusive',
      criteria: [{ text: 'errors < 1%', verdict: 'go', found: ['as the test says'] }],
      missing: ['release has not signed (1 person)'],
      toSign: [{ role: 'release', missing: 1, people: ['rob'] }],
    });
    expect(statusText(viewOf(driver))).toContain('\nto sign   release: 1 of rob\n');
  });

  it('counts every flag of every environment, and none that reaches nobody', () => {
    const driver = new Driver(
      smallPlan({
        first:
          'steps: [{ expose: 10%, flags: [search], soak: 1h }, { expose: 5%, flags: [hints], soak: 1d }]',
      }),
    );
    driver.runFor(120);
    expect(statusText(viewOf(driver))).toContain('\n          production: search 100, hints 50\n');
    driver.say('rita', { kind: 'disable', flags: ['hints'] });
    expect(viewOf(driver).exposures).toEqual([{ environment: 'production', flag: 'search', units: 100 }]);
  });

  it.each([
    [
      { kind: 'pause', because: 'lunch' },
      { mode: 'running', held: ['paused by rita: lunch'] },
    ],
    [{ kind: 'kill' }, { mode: 'reverted', exposed: { units: 0 } }],
  ] as const)('follows %j', (word, expected) => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('rita', word);
    expect(viewOf(driver)).toMatchObject(expected);
  });

  it.each([40, 80, 120])('fits into %d columns', (width) => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('rita', {
      kind: 'pause',
      because: 'a reason that is longer than one line of a narrow terminal can be',
    });
    const text = statusText(viewOf(driver, 3), width);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(text).toContain('3 messages or hooks wait');
  });
});

describe('the status as HTML', () => {
  it('says the same, and escapes whatever people have written', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('rita', { kind: 'pause', because: '<script>alert("x")</script> & \'y\'' });
    const html = statusHtml(viewOf(driver), 'arn:aws:lambda:eu-west-1:1:function:"x');
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;');
    expect(html).toContain('endpoint="arn:aws:lambda:eu-west-1:1:function:&quot;x"');
    expect(html).toContain('about 100 users of 1,000');
  });

  it('escapes every letter that HTML reads as its own', () => {
    expect(escapeHtml(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
  });
});
