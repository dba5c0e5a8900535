import * as z from 'zod';
import { AWS_PRICES, PRICES_OF, type PriceName, type Prices } from '../contract/aws-prices.js';
import { readSource } from '../plan/source/read-source.js';
import { LARGEST_SOURCE } from '../plan/source/yaml-source.js';
import type { FileReader } from './file-reader.js';
import type { PlanFailure } from './load-plan.js';
import { readText } from './read-text.js';

const NAMES = Object.keys(AWS_PRICES) as [PriceName, ...PriceName[]];

const pricesFile = z.strictObject({
  region: z.string().min(1),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, 'a date such as `2026-11-21`'),
  prices: z.partialRecord(z.enum(NAMES), z.number().min(0)),
});

/** Prices with where and when they hold. */
export interface LoadedPrices {
  readonly kind: 'prices';
  readonly prices: Prices;
  readonly of: { readonly region: string; readonly date: string };
}

/** The list prices that come with the command. */
export const LIST_PRICES: LoadedPrices = { kind: 'prices', prices: AWS_PRICES, of: PRICES_OF };

/** Reads a file with prices of one's own, in dollars for the same units; what it does not name keeps its list price. */
export function loadPrices(files: FileReader, file: string): LoadedPrices | PlanFailure {
  const source = readText(files, file, LARGEST_SOURCE);
  if (source.kind === 'wrong') return { kind: 'wrong', file, problems: [source.problem], text: '' };
  if (source.kind === 'unreadable') return { ...source, file };
  const { value, problems } = readSource(file, source.text, pricesFile);
  if (!value) return { kind: 'wrong', file, problems, text: source.text };
  const { region, date, prices: own } = value;
  const prices = Object.fromEntries(
    NAMES.map((name) => {
      const usd = own[name];
      const listed = AWS_PRICES[name];
      return [name, usd === undefined ? listed : { ...listed, usd, source: file, seen: 'given' }];
    }),
  ) as Prices;
  return { kind: 'prices', prices, of: { region, date } };
}
