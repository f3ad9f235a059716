/** A warning, as these programs begin one: `WARNING: …`, `mysqldump: [Warning] …`, `pg_dump: warning: …`. */
const warning = /^(?:[\w./-]+: )?\[?warning\b/i;

/**
 * Of what a program said on stderr, the lines that tell why it ended: its last six without warnings. Where it only
 * warned, those.
 */
export function decisiveLines(said: string): string {
  const lines = said.trim().split('\n');
  const telling = lines.filter((line) => !warning.test(line));
  return (telling.join('').trim() === '' ? lines : telling).slice(-6).join('\n').trim();
}
