/** `90m`, `1h`, `30d`, `2w`. */
export const durationPattern = /^[1-9]\d{0,3}[mhdw]$/;

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** In milliseconds; undefined where it is no such text. */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  return Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? Number.NaN);
}
