/** A warning, as these programs begin one: `WARNING: …`, `mysqldump: [Warning] …`, `pg_dump: warning: …`. */
const warning = /^(?:[\w./-]+: )?\[?warning\b/i;

/** The server's own word, as the clients of MySQL and MariaDB hand it on after the whole statement: `ERROR 1449 (HY000) at line 7: …`. */
const refusal = /^ERROR \d+ \(\w+\)/;

/**
 * Of what a program said on stderr, the lines that tell why it ended: from a server's own word on, or its last six without
 * warnings. Where it only warned, those.
 */
export function decisiveLines(said: string): string {
  const lines = said.trim().split('\n');
  const telling = lines.filter((line) => !warning.test(line));
  const refused = telling.findLastIndex((line) => refusal.test(line));
  if (refused >= 0) return telling.slice(refused).slice(0, 6).join('\n').trim();
  return (telling.join('').trim() === '' ? lines : telling).slice(-6).join('\n').trim();
}
