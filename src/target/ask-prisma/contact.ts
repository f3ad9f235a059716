/** What one start of the schema engine was given by the CLI. */
export interface Contact {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
