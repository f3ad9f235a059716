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

/** Prisma's own words where it has no URL, and the lines that end by them before they reach anything. */
export interface WithoutUrl {
  readonly major: number;
  /** The only minor that does so; any where it is undefined. */
  readonly minor?: number;
  /** What it prints, without colours. */
  readonly says: RegExp;
  /** Every one where it is undefined. */
  readonly commands?: readonly string[];
}

const loading =
  /^Failed to load config file .*PrismaConfigEnvError: (?:Missing required|Cannot resolve) environment variable: /m;

/** Of the datasource's `url`, and of no other: of a shadow database not every line asks. */
const validating =
  /^error: (?:Environment variable not found: |.*You must provide a nonempty URL\.).*\n\s*-->.*:(\d+)\n(?:.*\n)*?\s*\1 \|\s+url\s*=/m;

/**
 * The config file is loaded before the command is looked for. Prisma 6.19 validates the datasource of the schema before it asks a
 * config for its driver adapter, which a seed and Studio do not. Seen on 6.19 and 7.10, with an adapter that tells when it is
 * asked for.
 */
export const withoutUrl: readonly WithoutUrl[] = [
  { major: 6, says: loading },
  { major: 7, says: loading },
  {
    major: 6,
    minor: 19,
    says: validating,
    commands: ['db push', 'db execute', 'migrate dev', 'migrate reset', 'migrate deploy', 'migrate resolve'],
  },
  {
    major: 7,
    minor: 10,
    says: /The datasource\.url property is required|^Error: Connection url is empty\./m,
    commands: ['studio'],
  },
];
