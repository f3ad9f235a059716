/** `0 B`, `1.4 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, [' B', ' kB', ' MB', ' GB', ' TB']);
}

/** `999`, `1.4 k`, `6.0 M`: of things that are counted. */
export function formatCompact(count: number): string {
  return scaled(count, ['', ' k', ' M', ' G']);
}

function scaled(amount: number, powers: readonly string[]): string {
  let value = Math.max(0, amount);
  let index = 0;
  while (value >= 999.5 && index < powers.length - 1) {
    value /= 1000;
    index += 1;
  }
  const digits = index > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}${powers[index]}`;
}

/** `40 ms`, `3.2 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 995) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `45 min`, `26 h`, `7 days`: whole units, rounded down. */
export function formatSpan(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** `1 row`, `2 rows`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `just now`, `5 min ago`, `3 h ago`, `12 days ago`, `in the future`. */
export function formatAge(milliseconds: number): string {
  if (milliseconds <= -60_000) return 'in the future';
  return milliseconds < 60_000 ? 'just now' : `${formatSpan(milliseconds)} ago`;
}
