/** Values by table and column, NULL left out. */
export type Values = ReadonlyMap<string, readonly string[]>;

const plain = (value: unknown): string => {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
  const [, at] = /^(\d+-\d+-\d+ \d+:\d+:\d+\.\d*?)0*$/.exec(text) ?? [];
  if (at !== undefined) return at;
  // 1.50 is 1.5, and 007 is not 7.
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? String(Number(text)) : text;
};

export function valuesOf(tables: Readonly<Record<string, readonly Record<string, unknown>[]>>): Values {
  const values = new Map<string, string[]>();
  for (const [table, rows] of Object.entries(tables)) {
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (value === null) continue;
        const key = `${table}.${column}`;
        values.set(key, [...(values.get(key) ?? []), plain(value)]);
      }
    }
  }
  return values;
}

/** Columns of before of which no column of now has every value, under whatever name. */
export function lost(before: Values, now: Values): string[] {
  return [...before]
    .filter(([, values]) => ![...now.values()].some((each) => includes(each, values)))
    .map(([key]) => key);
}

function includes(all: readonly string[], part: readonly string[]): boolean {
  const left = [...all];
  return part.every((value) => {
    const at = left.indexOf(value);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
