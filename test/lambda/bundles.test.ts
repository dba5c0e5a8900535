import { build } from 'esbuild';
import { FUNCTION_BUNDLES, FUNCTION_NAMES } from '../../scripts/function-bundles.js';

const MOST_BYTES = 1_500_000;

const { metafile } = await build({ ...FUNCTION_BUNDLES, write: false, metafile: true as const });
const bundles = FUNCTION_NAMES.map((name) => {
  const output = metafile.outputs[`dist/functions/${name}/index.mjs`];
  return { name, bytes: output?.bytes ?? Infinity, inputs: Object.keys(output?.inputs ?? {}) };
});

describe('what is deployed as a function', () => {
  it('is every folder of lambda/', () => {
    expect(FUNCTION_NAMES).toEqual([
      'deploy-phase',
      'drill-revert',
      'evaluate-gates',
      'operate',
      'show-rollout',
      'start-revert',
      'stop-only',
    ]);
  });

  it.each(bundles)('is smaller than 1.5 MB: $name', ({ bytes }) => {
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it.each(bundles)('holds nothing of the CDK, of the laptop, or of the tests: $name', ({ inputs }) => {
    expect(inputs.length).toBeGreaterThan(50);
    expect(
      inputs.filter((file) =>
        /node_modules\/(aws-cdk-lib|constructs|aws-cdk|commander)\/|lib\/(constructs|local|cli|files)\/|^test\//u.test(
          file,
        ),
      ),
    ).toEqual([]);
  });

  it('loads no Powertools where a revert is started', () => {
    const { inputs = [] } = bundles.find(({ name }) => name === 'start-revert') ?? {};
    expect(inputs.filter((file) => file.includes('aws-lambda-powertools'))).toEqual([]);
  });

  it('carries the SDK with it', () => {
    for (const { inputs } of bundles)
      expect(inputs.some((file) => file.includes('node_modules/@aws-sdk/client-dynamodb/'))).toBe(true);
  });
});
