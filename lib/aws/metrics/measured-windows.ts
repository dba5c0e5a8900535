import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Dimension } from '../../contract/metric-dimensions.js';
import type { MetricSeries, PublishedStatistic } from '../../contract/metric-series.js';
import type { Stretch } from '../../judge/claim-query.js';
import type { Reading } from '../../judge/reading.js';
import type { Metric } from '../../plan/rollout-plan.js';
import { getMetricData, type DataPoints } from './get-metric-data.js';
import { joinReading, type WindowPoints } from '../../runtime/join-reading.js';
import { planCalls, queryKey, type Call, type Need } from './plan-calls.js';
import { SettledPoints } from './settled-points.js';
import { joinedPieces, wholePieces, type Piece } from './window-pieces.js';

/** One window of one series of a metric. */
export interface WindowQuestion {
  readonly metric: Metric;
  readonly series: MetricSeries;
  readonly namespace: string;
  readonly dimensions: readonly Dimension[];
  readonly window: Stretch;
}

/** A window that has been asked for. */
export interface MeasuredWindow {
  /** What was measured in it, once everything is measured. */
  read(): Reading | { readonly kind: 'failed'; readonly reason: string };
}

/** Calls that run at the same time: GetMetricData takes 50 a second of the whole account. */
const MOST_AT_ONCE = 5;

/** Collects the windows that are asked for, measures all of them together, and reads each of them. */
export class MeasuredWindows {
  readonly #needs: Need[] = [];
  readonly #calls = new Map<Need, Call>();
  readonly #answers = new Map<Call, ReadonlyMap<string, DataPoints>>();

  /**
   * @param finestMs the shortest period that is published
   * @param settled what was measured before and does not change any more
   */
  constructor(
    private readonly now: number,
    private readonly finestMs: number,
    private readonly settled = new SettledPoints(),
  ) {}

  add(question: WindowQuestion): MeasuredWindow {
    const { metric, series, window } = question;
    const piecesOf = series.joins === 'percentile' ? wholePieces : joinedPieces;
    const parts = piecesOf(window, this.now, this.finestMs).map((piece) => ({
      piece,
      value: this.#need(question, series.value, piece),
      samples: this.#need(question, series.samples, piece),
    }));
    return {
      read: () => {
        const points: WindowPoints[] = [];
        for (const { piece, value, samples } of parts) {
          const found = { value: this.#pointsOf(value), samples: this.#pointsOf(samples) };
          if (found.value.kind === 'failed') return found.value;
          if (found.samples.kind === 'failed') return found.samples;
          points.push(...pointsIn(piece, found.value.values, found.samples.values));
        }
        return joinReading(metric, series, points);
      },
    };
  }

  /** Asks CloudWatch for everything that was added. Never throws: what fails is read as failed. */
  async measure(client: CloudWatchClient): Promise<void> {
    const open = this.#needs.filter((need) => this.settled.get(need) === undefined);
    planCalls(open).forEach((call, index) => {
      const need = open[index];
      if (need) this.#calls.set(need, call);
    });
    const calls = [...new Set(this.#calls.values())];
    for (let first = 0; first < calls.length; first += MOST_AT_ONCE) {
      await Promise.all(
        calls.slice(first, first + MOST_AT_ONCE).map(async (call) => {
          this.#answers.set(call, await getMetricData(client, call));
        }),
      );
    }
    for (const need of open) {
      const points = this.#answerTo(need);
      if (points) this.settled.keep(need, pointsOfPiece(need.piece, points), this.now);
    }
  }

  #answerTo(need: Need): DataPoints | undefined {
    const call = this.#calls.get(need);
    return call && this.#answers.get(call)?.get(queryKey(need));
  }

  #need(question: WindowQuestion, published: PublishedStatistic, piece: Piece): Need {
    const { namespace, dimensions } = question;
    const need: Need = { asked: { namespace, dimensions, ...published }, piece };
    this.#needs.push(need);
    return need;
  }

  #pointsOf(need: Need): DataPoints {
    const answer = this.settled.get(need) ?? this.#answerTo(need);
    if (!answer) return { kind: 'failed', reason: 'it was not measured' };
    if (answer.kind === 'failed') return answer;
    const { from, periodMs } = need.piece;
    for (const at of answer.values.keys()) {
      if ((at - from) % periodMs !== 0)
        return {
          kind: 'failed',
          reason: `CloudWatch answered for ${new Date(at).toISOString()}, and periods were asked for that count from ${new Date(from).toISOString()}`,
        };
    }
    return answer;
  }
}

/** Of all that a call has answered, what belongs to one piece. */
function pointsOfPiece({ from, to }: Piece, points: DataPoints): DataPoints {
  if (points.kind === 'failed') return points;
  return { kind: 'points', values: new Map([...points.values].filter(([at]) => at >= from && at < to)) };
}

function pointsIn(
  { from, to, periodMs }: Piece,
  values: ReadonlyMap<number, number>,
  samples: ReadonlyMap<number, number>,
): readonly WindowPoints[] {
  const points: WindowPoints[] = [];
  for (let at = from; at < to; at += periodMs) {
    const value = values.get(at);
    const count = samples.get(at);
    if (value === undefined && count === undefined) continue;
    points.push({
      value: value ?? 0,
      samples: count ?? 0,
      hasValue: value !== undefined,
      hasSamples: count !== undefined,
      periodMs,
    });
  }
  return points;
}
