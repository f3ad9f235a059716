/** A program that is started on behalf of a database, as found on this machine. */
export interface Tool {
  readonly name: string;
  readonly path: string;
  readonly version: string;
}
