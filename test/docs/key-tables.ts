import { readFileSync } from 'node:fs';

/** A row of a table of keys. */
export interface KeyRow {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly meaning: string;
}

/** The tables that a line "Keys of `name`:" announces, by name. */
export function keyTablesIn(file: string): Readonly<Record<string, readonly KeyRow[]>> {
  const tables: Record<string, KeyRow[]> = {};
  let name: string | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const announced = /Keys of `([^`]+)`:$/u.exec(line)?.[1];
    if (announced !== undefined) {
      if (announced in tables) throw new Error(`${file}: two tables of the keys of ${announced}`);
      name = announced;
      tables[announced] = [];
    } else if (name !== undefined && line.startsWith('| `')) tables[name]?.push(...rowsOf(line));
    else if (!line.startsWith('|') && line !== '') name = undefined;
  }
  return tables;
}

/** One row for each key in the first cell. */
function rowsOf(line: string): readonly KeyRow[] {
  const [keys = '', type = '', standard = '', meaning = ''] = line
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  return [...keys.matchAll(/`([^`]+)`/gu)].map(([, key = '']) => ({
    key,
    type,
    default: standard,
    meaning,
  }));
}
