const PHASES = 100;
const FLAGS_PER_PHASE = 2;

/**
 * A plan as large as they come, with nothing wrong: 100 phases, 200 flags, 500 steps, most kinds of sections; or with fewer
 * phases.
 */
export function largePlan(phases = PHASES): string {
  const numbers = Array.from({ length: phases }, (_, index) => index + 1);
  return `${HEAD}
flags:
${numbers.flatMap((number) => flagsOf(number, phases)).join('\n')}
${MIDDLE}
phases:
${numbers.map(phase).join('\n')}
armed: { for: 4w }
success: [errors < 1%, latency < 110% of baseline, failures < 2%]
`;
}

const HEAD = `rollout: large
summary: A plan as large as they come
starts: 2027-01-04
timezone: Europe/Berlin
owner: platform team
authors: [author@example.com]
audience:
  unit: user
  key: userId
  size: 1000000
  traffic: 40000 requests/min
  attributes:
    region: { type: text, stable: true, values: [eu, us, asia] }
    tier: { type: number, stable: true }
  segments:
    pilot: { list: [${Array.from({ length: 100 }, (_, index) => `user-${String(index)}`).join(', ')}] }
    europe: { where: region is eu, size: 300000 }
    large: { where: tier > 3 and region in us|asia, size: 80000 }
environments: [staging, production]
ladders: { careful: [5%, 25%, 100%] }`;

const MIDDLE = `metrics:
  errors: { ratio: [Errors, Requests], split: segment, baseline: 0.2% }
  failures: { ratio: [UsersFailed, UsersSeen], census: true, baseline: 0% }
  latency: { p95: Latency, unit: ms, reference: control else baseline, baseline: 180ms }
  load: { average: Load, unit: "%", cohorts: false, baseline: 40% }
  lost: { sum: LostRecords, cohorts: false, baseline: 0 }
  complaints: { ratio: [Complaints, Answers], reported: by support, baseline: 2% }
roles:
  release: { people: [ann@example.com, ben@example.com], quorum: 2 }
  support: [sam@example.com]
  on-call: [kim@example.com]
severities:
  critical: { answer: 15m, tell: [on-call, release], by: [pager, email], tasks: [post-mortem] }
hooks:
  warmUp: { summary: Fills the caches, timeout: 1h }
triggers:
  - name: many-errors
    severity: critical
    when: errors > 2% over 1h with at least 10 requests
    then: [pause, tell on-call, revert step after 4h]
    resume: errors < 1% over 1h
  - name: slow
    severity: critical
    when: latency > 120% of control for 30m
    then: [pause, tell on-call, ask release to revert phase]
    resume: latency <= 110% of control for 1h
  - { name: lost-records, severity: critical, when: lost > 0 over 5m, then: [revert all, tell on-call] }
  - { name: busy, when: load > 80% for 3 of 5 periods, then: [tell on-call, task add-hosts within 4h] }
  - { name: unhappy, when: complaints > 10% over 3d with at least 60 answers, then: [tell support, disable class late] }
digests:
  - { name: status, to: release, by: email, every: weekly, say: How far it is }
surveys:
  - { name: asked, to: exposed users, by: in-app, after: 1d, metrics: [complaints], questions: { well: "Does it work?" } }`;

/** Each flag needs its elder sibling; every fifth has buckets of its own, every third a variant to choose. */
function flagsOf(phase: number, phases: number): readonly string[] {
  return Array.from({ length: FLAGS_PER_PHASE }, (_, index) => {
    const key = flagKey(phase, index);
    const needs = index === 0 ? '' : `, needs: [${flagKey(phase, index - 1)}]`;
    const salt = phase % 5 === 0 ? `, salt: large-${String(phase)}` : '';
    const variants =
      phase % 3 === 0 ? ', old: { limit: 10 }, variants: { wide: { limit: 20 }, wider: { limit: 40 } }' : '';
    const env = `FEATURE_${String(phase)}_${String(index + 1)}`;
    return `  ${key}: { class: ${phase > phases / 2 ? 'late' : 'early'}, env: ${env}${needs}${salt}${variants} }`;
  });
}

function flagKey(phase: number, index: number): string {
  return `feature${String(phase)}-${String(index + 1)}`;
}

/** What the phases have in common is written out once, in the first. */
function shared(number: number, name: string, value: string): string {
  return number === 1 ? `&${name} ${value}` : `*${name}`;
}

function phase(number: number): string {
  const flags = Array.from({ length: FLAGS_PER_PHASE }, (_, index) => flagKey(number, index));
  const each = '{ soak: 12h, go: [errors < 1%, latency < 110% of control or latency < 300ms] }';
  const notices = '[{ to: users of step, by: email, before: [1d, 1h], required: true, say: You are next }]';
  return `  - name: phase-${String(number)}
    week: ${String(number)}
    window: Monday..Friday 08:00-16:00
    flags: [${flags.join(', ')}]
    watch: 12h
    each: ${shared(number, 'each', each)}
    steps:
      - { name: prepare, at: day 1, hook: warmUp, tasks: [ready-${String(number)}] }
      - { name: pilot, at: week ${String(number)} Tuesday, expose: segment pilot, notices: ${shared(number, 'notices', notices)} }
      - { name: raise, at: week ${String(number)} Wednesday, ladder: careful }
    leave:
      all: [errors in every segment < 1%, failures < 2%, load < 70% over 1h, 12h since last rise]
      tasks: [{ name: reviewed-${String(number)}, by: release }]`;
}
