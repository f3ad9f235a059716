/** What a server has counted. What it did not tell is not zero. */
export function count(text: string | null | undefined): number | undefined {
  return text === null || text === undefined || text === '' ? undefined : Math.max(0, Number(text));
}
