/** How Prisma is told which project is meant, and whether something else than an engine would talk to the database. */
interface Given {
  readonly schema?: string | undefined;
  readonly config?: string | undefined;
  /** A driver adapter of Prisma 6 takes the engine's place: then a line that reads would really read. */
  readonly bypassesEngine?: boolean;
}

/** A line that only reads, as that major knows it. Where no engine could be replaced, as in 8, it only prints. */
export function canaryWords(major: number | undefined, { schema, config, bypassesEngine }: Given = {}): string[] {
  const chosen = [...(schema ? [`--schema=${schema}`] : []), ...(config ? [`--config=${config}`] : [])];
  if (major === 8) return ['--version'];
  if (bypassesEngine) return ['--help', ...(config ? [`--config=${config}`] : [])];
  return ['migrate', 'status', ...chosen];
}
