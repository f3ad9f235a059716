/** One word for `sh`, whatever is in it; `quoteArgv` is for people to read, and hides secrets. */
export function shellWord(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
