import * as v from 'valibot';

const absolute = /^(\/|[A-Za-z]:[\\/])/;

const program = (what: string) =>
  v.pipe(
    v.tupleWithRest([v.pipe(v.string(), v.regex(absolute, 'The absolute path of a program comes first'))], v.string()),
    v.description(`${what} The absolute path of a program, then its arguments.`),
  );

const seconds = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description('A longer run has failed. Default: 21600')),
);

/** What backs up a database in place of our own engine. */
export const engine = v.variant('kind', [
  v.strictObject({
    kind: v.literal('command'),
    backup: program('Writes the backup.'),
    restore: program('Fills an empty database from the backup.'),
    inspect: v.optional(program('Reads the backup through, and fails where it is not whole.')),
    output: v.optional(
      v.pipe(v.picklist(['stdout', 'folder']), v.description('Where `backup` writes. Default: stdout')),
    ),
    timeoutSeconds: seconds,
  }),
  v.strictObject({
    kind: v.literal('pgbackrest'),
    stanza: v.pipe(v.string(), v.regex(/^[\w-]+$/), v.description('Of the cluster that the database is in.')),
    config: v.optional(
      v.pipe(
        v.string(),
        v.regex(absolute),
        v.description("Default: pgBackRest's own, /etc/pgbackrest/pgbackrest.conf"),
      ),
    ),
    user: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[a-z_][\w-]*$/),
        v.description('Whom it runs as where we are root. Default: postgres'),
      ),
    ),
    scratch: v.optional(
      v.pipe(
        v.string(),
        v.regex(absolute),
        v.description("Where a scratch cluster has room. Default: the system's folder for temporary files"),
      ),
    ),
    timeoutSeconds: seconds,
  }),
]);
