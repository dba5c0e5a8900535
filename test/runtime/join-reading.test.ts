import { joinReading, type WindowPoints } from '../../lib/runtime/join-reading.js';
import { seriesAbove } from '../../lib/contract/metric-series.js';
import { metricOf, planOf, SHOP } from '../local/plan-fixture.js';

const latency = metricOf(planOf(SHOP), 'latency');
if (latency.source.kind !== 'percentile') throw new Error('latency is a percentile');
const above = seriesAbove(latency.source, 250);
const point = (value: number | undefined, samples: number | undefined): WindowPoints => ({
  value: value ?? 0,
  samples: samples ?? 0,
  hasValue: value !== undefined,
  hasSamples: samples !== undefined,
  periodMs: 60_000,
});

describe('samples above a limit', () => {
  it('are asked for by trimmed count', () => {
    expect(above).toMatchObject({ value: { statistic: 'TC(250:)' }, samples: { statistic: 'SampleCount' } });
  });

  it.each([
    ['add up', [point(2, 20), point(3, 30)], { kind: 'value', value: 0.1, samples: 50, part: 5 }],
    [
      'are none where the count is missing and samples are there',
      [point(undefined, 20)],
      { kind: 'value', part: 0 },
    ],
    [
      'are none in a part of the time',
      [point(undefined, 20), point(2, 20)],
      { kind: 'value', part: 2, samples: 40 },
    ],
    ['are nothing where no sample was published', [point(undefined, 0)], { kind: 'empty' }],
    ['are missing where nothing was', [], { kind: 'missing' }],
    ['are missing where nobody knows of how many', [point(2, undefined)], { kind: 'missing' }],
  ])('%s', (_, points, expected) => {
    expect(joinReading(latency, above, points)).toMatchObject(expected);
  });
});
