import { formatBytes, formatCompact, formatDuration } from './units.ts';

/** A part of the work on a backup; each is shown by this name. */
export type Phase =
  | 'dump'
  | 'read back'
  | 'check of its files'
  | 'restore'
  | 'indexes and constraints'
  | 'compare'
  | 'swap';

/** What is being done, and how far it is. */
export interface Step {
  readonly phase: Phase;
  readonly done: number;
  /** Undefined where nobody knows. One that the server estimated may turn out to be too small. */
  readonly total?: number | undefined;
  readonly unit: 'bytes' | 'rows';
}

/** May be called as often as one likes. */
export type Tell = (step: Step) => void;

/** A phase of which nobody can tell how far it is. */
export function began(phase: Phase): Step {
  return { phase, done: 0, unit: 'bytes' };
}

/**
 * `restore 43 %, 4.1 s left, 120 MB of 280 MB, 40 MB/s`; `restore, 12.3 s` where no more is known. What is most worth knowing
 * comes first, since a narrow terminal cuts the rest off. `elapsed`: of this phase, in milliseconds.
 */
export function describeStep({ phase, done, total, unit }: Step, elapsed: number): string {
  const format = unit === 'bytes' ? formatBytes : formatCompact;
  const noun = unit === 'bytes' ? '' : ' rows';
  if (done <= 0) return [phase, formatDuration(elapsed)].join(', ');
  const rate = `${format((done / Math.max(1, elapsed)) * 1000)}${noun}/s`;
  if (total === undefined || done >= total)
    return `${phase}, ${formatDuration(elapsed)}, ${format(done)}${noun}, ${rate}`;
  const share = Math.floor((done / total) * 100);
  const left = formatDuration((elapsed / done) * (total - done));
  return `${phase} ${share} %, ${left} left, ${format(done)} of ${format(total)}${noun}, ${rate}`;
}
