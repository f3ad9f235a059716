import * as v from 'valibot';

const label = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.description('The name under which prisma-interlock shows a database: app@db.example.com, prisma/dev.db.'),
);

const absolute = /^(\/|[A-Za-z]:[\\/])/;

const program = (what: string) =>
  v.pipe(
    v.tupleWithRest([v.pipe(v.string(), v.regex(absolute, 'The absolute path of a program comes first'))], v.string()),
    v.description(`${what} The absolute path of a program, then its arguments.`),
  );

const seconds = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description('A longer run has failed. Default: 21600')),
);

const engine = v.variant('kind', [
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

/** The user's policy file. The one source of its checks, its types and policy/schema.json. */
export const policyFile = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.description('For editors.'))),
  environments: v.optional(
    v.pipe(
      v.record(label, v.picklist(['development', 'staging', 'production'])),
      v.description('What kind of place each database is. A nearer file can only make it stricter.'),
    ),
  ),
  disposable: v.optional(
    v.pipe(
      v.array(label),
      v.description('Databases whose loss is no loss. Does not hold for one that any file names under environments.'),
    ),
  ),
  backup: v.optional(
    v.strictObject({
      repository: v.optional(
        v.pipe(
          v.string(),
          v.nonEmpty(),
          v.description(
            "Folder of the backups, relative to the project's root. The farthest file that names one decides. Default: backups",
          ),
        ),
      ),
      cheapBytes: v.optional(
        v.pipe(
          v.number(),
          v.integer(),
          v.minValue(0),
          v.description(
            'Up to this size in bytes a database is backed up before a change in development; the largest counts. Default: 268435456',
          ),
        ),
      ),
      keep: v.optional(
        v.pipe(
          v.number(),
          v.integer(),
          v.minValue(1),
          v.description('How many automatic backups of a database are kept; the largest counts. Default: 10'),
        ),
      ),
      engine: v.optional(
        v.pipe(
          v.record(label, engine),
          v.description(
            "What backs up a database in place of our own engine. Only the person's and the machine's own file may say so.",
          ),
        ),
      ),
    }),
  ),
});

export type PolicyFile = v.InferOutput<typeof policyFile>;

/** Where and why a value is not a policy; undefined where it is one. */
export function firstIssue(
  value: unknown,
): { path: readonly string[]; unknownKey: boolean; message: string } | undefined {
  const checked = v.safeParse(policyFile, value, { abortEarly: true });
  const issue = checked.issues?.[0];
  if (issue === undefined) return undefined;
  const path = (issue.path ?? []).map((item) => String(item.key));
  return { path, unknownKey: issue.type === 'strict_object' && issue.expected === 'never', message: issue.message };
}
