/** Takes every spelling of the passwords out of a text that is about to be shown. */
export function scrub(text: string, passwords: readonly string[]): string {
  const spellings = passwords
    .filter((password) => password !== '')
    .flatMap((password) => [
      password,
      encodeURIComponent(password),
      encodeURI(password),
      JSON.stringify(password).slice(1, -1),
    ])
    .sort((a, b) => b.length - a.length);
  return spellings.reduce((clean, spelling) => clean.replaceAll(spelling, '[redacted]'), text);
}
