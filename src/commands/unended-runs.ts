import type { Recorded } from '../record/read-audit.ts';
import type { Unended } from '../record/unended.ts';
import type { Fact } from '../ui/report.ts';

/** For machines. */
export function describeRun({ line, begun, pid, backups, restores }: Recorded): object {
  return { line, begun: begun.toISOString(), pid: pid ?? null, backups, restores: restores ?? null };
}

/** What runs now, and what was killed and nobody has looked at. */
export function unendedFacts({ running, killed }: Unended): Fact[] {
  const seen = ['', 'Once you have looked at the database: prisma-interlock status --seen'] as const;
  return [
    ...running.map(({ line, begun }) => ['runs now', `${line}, since ${begun.toISOString()}`] as const),
    ...killed.map(
      ({ line, begun }) => ['was killed', `${line} (${begun.toISOString()}): it did not say how it ended`] as const,
    ),
    ...(killed.length > 0 ? [seen] : []),
  ];
}
