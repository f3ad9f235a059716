const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90m`, `1h`, `30d`, `2w` in milliseconds; undefined where it is no such text, or longer than a hundred years. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,7})([mhdw])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (units[unit] ?? Number.NaN);
  return milliseconds <= 36_525 * 86_400_000 ? milliseconds : undefined;
}
