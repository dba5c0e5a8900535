import { planOf } from '../../rollout/plans.js';

/** A tenth at once, a half that is spread over four minutes and baked for as long, then everybody. */
export const SPREADING = planOf(`
rollout: spreading
starts: 2026-12-07
audience:
  unit: user
  key: userId
  size: 1000
  attributes: { region: { type: text, stable: true } }
flags:
  alpha: { class: core, flips: tolerated, old: { engine: old }, variants: { fast: { engine: fast } } }
  beta: { class: extra, flips: tolerated, needs: [alpha] }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 0.5% }
  latency: { p95: Latency, unit: ms, baseline: 180ms }
roles:
  release: [rita, rob]
  ops: [olga]
triggers:
  - { name: red, when: errors > 5%, then: [tell ops, revert all] }
  - { name: slow, when: latency > 300ms, then: [pause], resume: latency < 200ms }
phases:
  - name: one
    steps:
      - { expose: 10%, soak: 2m }
      - { expose: 50%, spread: 4m linear 25%, bake: 4m }
    leave: [errors < 1%]
  - name: two
    steps: [{ expose: everyone, soak: 2m }]
`);
