/**
 * A small plan that goes through everything within minutes: looks every 10 s, and gates over data that is there at once.
 * @param enter further criteria of its first gate
 */
export function smallPlan(rollout: string, enter: readonly string[] = []): string {
  const criteria = ['errors in control < 2% over 3m with at least 50 requests', ...enter].join(', ');
  return `rollout: ${rollout}
summary: A plan for the emulator
timezone: UTC
judge: { every: 10s }

audience:
  unit: user
  key: userId
  size: 1000
  traffic: 60000 requests/min
  segments:
    staff: { list: [ann, ben] }

flags:
  checkout:
    flips: tolerated
    old: { renderer: classic }
    new: { renderer: express }

metrics:
  errors: { ratio: [Errors, Requests], baseline: 0.2% }

roles:
  # the last one is who the emulator says has signed
  release: [release@example.com, iam/000000000000/root]
  on-call: [on-call@example.com]

promises:
  revert all: 5m

triggers:
  - name: errors-high
    when: errors > 5% over 3m with at least 50 requests
    then: [revert all, tell on-call]

phases:
  - name: pilot
    enter: [${criteria}]
    steps:
      - { name: staff, expose: segment staff, soak: 10s, go: [errors < 2% over 3m with at least 50 requests] }
      - { name: third, expose: 30%, spread: 20m linear 25%, bake: 10m, soak: 10s }
    leave: [errors < 2% over 3m with at least 50 requests]

  - name: wide
    steps:
      - { name: all, expose: everyone, soak: 1h }
`;
}
