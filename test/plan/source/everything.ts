/** A small plan with something of every kind that a plan can say; nothing is wrong with it. */
export const EVERYTHING = `rollout: everything
summary: A little of everything
starts: 2027-01-04
deadline: 9w
timezone: Europe/Berlin
owner: the team
authors: [zoe]
namespace: Shop/Everything
audience:
  unit: user
  units: users
  key: userId
  size: 1000
  traffic: 4000 requests/min
  bucketing: phasegate
  salt: everything
  attributes:
    region: { type: text, stable: true, values: [eu, us] }
    tier: { type: number, stable: true }
  segments:
    pilot: { list: [a, b, c, d], size: 4 }
    europe: { where: region is eu and not tier > 3, size: 300 }
environments: [staging, production]
flags:
  base: { summary: The base, class: core, env: BASE, old: { limit: 1 }, new: { limit: 2 } }
  top: { class: extra, needs: [base], salt: own, flips: tolerated, variants: { wide: { w: [1, 2] }, slim: { w: [3] } } }
ladders: { careful: [10%, 50%, 100%] }
metrics:
  errors: { ratio: [Errors, Requests], split: page, every: 1m, baseline: 1% }
  failures: { ratio: [Failed, Seen], census: true, baseline: 0% }
  latency: { p95: Latency, unit: ms, reference: control else baseline, baseline: 100ms }
  load: { average: Load, unit: "%", cohorts: false, baseline: 40%, scale: [0, 100] }
  key: { group: [latency, load] }
  happy: { ratio: [Happy, Asked], reported: by support, baseline: 95%, better: higher }
  tickets: { rate: Tickets per week, reported: by support, baseline: 10 }
  incidents: { own: incidents }
roles:
  release: { people: [ann, ben], quorum: 2, distinct: true }
  support: [sam]
severities: { high: { answer: 1h, update: 30m, resolve: 4h, tell: [support, release], by: [email], tasks: [review] } }
promises: { revert all: 1h, revert step: { within: 15m, legs: { decide: 5m, publish: 10m } } }
triggers:
  - name: bad
    severity: high
    when: errors > 5% over 1h with at least 10 requests
    then: [pause, tell support, task look within 1h, revert step after 4h]
    resume: errors < 2% over 1h
    during: [one, two]
  - { when: any key > 120% of baseline for 2 of 3 periods, then: [ask release to reduce to 10%, disable flag top], during: [one, two] }
notices: [{ name: hello, to: all users, by: email, say: Hello, after: 1d, of: one, end: true }]
digests: [{ name: weekly, to: release, by: [slack], every: weekly, during: [one], say: How it goes }]
recurring: [{ every: daily, tasks: [look-around], by: support, during: [two] }]
surveys: [{ name: asked, to: exposed users, by: in-app, after: 1d, metrics: [happy], questions: { well: Is it well } }]
page: { title: Everything, public: [progress] }
hooks: { warm: { summary: Warms up, timeout: 1h, undo: cool, figures: [heat], by: support }, cool: {} }
freezes: [{ from: 2027-12-24, until: 2027-12-26, because: holidays }]
judge: { every: 1m, stale: 10m }
phases:
  - name: one
    summary: Staging
    environment: staging
    week: 1
    lasts: 1d..7d
    enter: { signOff: release, tasks: [ready, { name: covered, by: support, value: ">= 85%" }] }
    steps: [{ name: warm-up, hook: warm, tasks: [warmed] }, { expose: everyone }]
    leave: { any: [heat < 5, hook warm ok], within: 2d, otherwise: hold }
  - name: two
    week: 2..4
    window: [Monday..Friday 06:00-20:00, Saturday 10:00-12:00 UTC]
    flags: [base]
    eligible: tier exists
    watch: 12h
    notices: [{ to: users of step, by: [email, in-app], say: You are next, before: [2d, 1h], required: true }]
    each: { soak: 1d, bake: 10m, go: [failures <= 50%, latency < 110% of control or latency < 300ms] }
    steps:
      - { at: day 3, expose: segment pilot }
      - { at: day 5, expose: 20% of segment europe, enter: [tickets < 2x baseline] }
      - { at: week 3 Monday, ladder: careful }
    tasks: [written]
    leave: [errors in every page < 5%, 12h since last rise, every key < 150% of baseline]
  - name: three
    at: week 5 Monday 10:00
    flags: [top]
    eligible: tier exists
    ends: 100%
    irreversible: the old one is gone
    enter: { all: [1d without incident], signOff: [release], decide: { by: support, at: Friday 10:00 }, otherwise: again next week }
    steps:
      - { expose: everyone, serve: slim, spread: 30m linear 20%, old: deprecated, flag: removable }
armed: { for: 2w }
success: { all: [errors < 2%, happy > 90%, incidents = 0, heat < 5], after: 1w }
`;
