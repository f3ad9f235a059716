/**
 * Which lines of Prisma start their schema engine's program, with the final URL, before they do anything to a database or ask
 * anything of their own. Such a line is started once, and judged at that contact; any other is judged before it starts.
 * Seen with a recording engine on 5.22, 6.19 and 7.10.
 */
export const firstContact = {
  /** By major: the newest minor that was measured. An older one has no other way to its engine. */
  measured: { 5: 22, 6: 19, 7: 10 } as Readonly<Record<number, number>>,
  /** They ask first whether the database is there, by a program of its own. */
  byQuestion: ['db push', 'migrate reset', 'migrate deploy', 'migrate resolve'],
  /** Their shadow database, or all that they reach, is named only in the first call. */
  byCall: ['migrate dev', 'db execute', 'migrate diff'],
} as const;
