/** A line that only reads, as that major knows it. 8 has no engine that could be replaced: there it only prints. */
export function canaryWords(
  major: number | undefined,
  given: { readonly schema?: string | undefined; readonly config?: string | undefined } = {},
): string[] {
  if (major === 8) return ['--version'];
  const { schema, config } = given;
  return ['migrate', 'status', ...(schema ? [`--schema=${schema}`] : []), ...(config ? [`--config=${config}`] : [])];
}
