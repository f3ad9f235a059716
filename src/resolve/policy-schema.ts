import * as v from 'valibot';

const label = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.description('The name under which prisma-interlock shows a database: app@db.example.com, prisma/dev.db.'),
);

const places = ['test', 'development', 'staging', 'production', 'unknown'] as const;
const perEnvironment = v.union([v.boolean(), v.strictObject(v.entriesFromList(places, v.optional(v.boolean())))]);

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
      verify: v.optional(
        v.pipe(
          perEnvironment,
          v.description(
            'Whether an automatic backup must be proved by restoring it before the command runs, everywhere or by environment; a true in any file counts. Default: tried in staging and production up to cheapBytes',
          ),
        ),
      ),
      snapshot: v.optional(
        v.pipe(
          perEnvironment,
          v.description(
            'Whether PostgreSQL keeps an instant snapshot beside the dump, in test and development, so that an undo is a rename; a false in any file counts. Default: false',
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
