/** A name as SQL has it. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A value as SQL has it. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
