/** What the CLI prints on stdout before it asks its engine anything: where it read what from, and for which database. */
const opening =
  /^(?:\u001b\[[0-9;]*m|Prisma schema loaded from |Datasource "|Loaded Prisma config from |Prisma config detected|Environment variables loaded from )/;

/** The rest of a stdout. */
export function withoutOpening(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !opening.test(line))
    .join('\n');
}
