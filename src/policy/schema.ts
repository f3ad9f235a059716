import * as v from 'valibot';
import { durationPattern } from './duration.ts';
import { engine } from './engine-schema.ts';
import { ownRules } from './rule-schema.ts';

const label = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.description('The name under which prisma-interlock shows a database: app@db.example.com, prisma/dev.db.'),
);

const forbiddenCommand = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.description(
    "As it stands behind Prisma's name, with the options that make it what is forbidden: db push --accept-data-loss.",
  ),
);

const until = {
  until: v.pipe(v.string(), v.description('The last day that it counts, by UTC: 2026-12-31')),
  because: v.optional(v.string()),
};

const freshness = v.strictObject({
  maxAge: v.optional(
    v.pipe(
      v.string(),
      v.regex(durationPattern, 'A time is a number and a unit, such as 90m, 26h, 7d'),
      v.description('Up to this age a backup is fresh: 90m, 26h, 7d. The shortest counts. Default: 26h'),
    ),
  ),
  verified: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Whether only a backup that was restored and compared is fresh; true in any file counts.'),
    ),
  ),
  minSizeRatio: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(1),
      v.description(
        'A backup smaller than this part of the one before it is not fresh; the largest counts. Default: 0.5',
      ),
    ),
  ),
});
const text = (description: string) => v.pipe(v.string(), v.nonEmpty(), v.description(description));

const folder = text(
  "Folder of the backups, relative to the project's root. The farthest file that names one decides. Default: backups",
);

const forms = v.variant('kind', [
  v.strictObject({
    kind: v.literal('folder'),
    path: folder,
    encryptTo: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            text('A public key of age: age1…'),
            v.regex(/^age1[0-9a-z]+$/, 'A public key of age begins with age1'),
          ),
        ),
        v.minLength(1),
        v.description('Public keys of age. Whoever has the private key of one of them can read the backups.'),
      ),
    ),
    identityFile: v.optional(
      text("Absolute path of the file with age's private key, on the machines that may restore."),
    ),
  }),
  v.strictObject({
    kind: v.literal('restic'),
    repository: text("As restic's --repo takes it: rest:https://backup.example.com/app, s3:…, sftp:…, a folder."),
    passwordFile: text('Absolute path of the file with the password of the repository, never in version control.'),
    deltas: v.optional(
      v.pipe(
        v.boolean(),
        v.description(
          'Whether backups are stored as small differences, which xdelta3 makes, so that changes that lie scattered cost little. Default: false',
        ),
      ),
    ),
  }),
]);

/** Where backups are kept: a folder by its path, or one of these. */
const repository = v.union([folder, forms]);

/** Of all forms together, for a word that is misspelled. */
export const repositoryKeys = forms.options.flatMap(({ entries }) => Object.keys(entries));
const whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));
const places = ['test', 'development', 'staging', 'production', 'unknown'] as const;
const perEnvironment = v.union([v.boolean(), v.strictObject(v.entriesFromList(places, v.optional(v.boolean())))]);

const smokeWords = v.union([
  text('A line for the shell: npm run smoke'),
  v.tupleWithRest([v.pipe(v.string(), v.nonEmpty())], v.string()),
]);

const smoke = v.union([
  smokeWords,
  v.strictObject({
    run: v.pipe(smokeWords, v.description('A line for the shell, or a program and its arguments.')),
    timeoutSeconds: v.optional(
      v.pipe(whole(1), v.maxValue(3600), v.description('A longer run has failed. Default: 60')),
    ),
  }),
]);

/** The user's policy file. The one source of its checks, its types and policy/schema.json. */
export const policyFile = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.description('For editors.'))),
  environments: v.optional(
    v.pipe(
      v.record(
        label,
        v.union([
          v.picklist(['development', 'staging', 'production']),
          v.strictObject({ is: v.picklist(['development', 'staging']), ...until }),
        ]),
      ),
      v.description('What kind of place each database is. A nearer file can only make it stricter.'),
    ),
  ),
  disposable: v.optional(
    v.pipe(
      v.array(v.union([label, v.strictObject({ database: label, ...until })])),
      v.description('Databases whose loss is no loss. Does not hold for one that any file names under environments.'),
    ),
  ),
  forbid: v.optional(
    v.pipe(
      v.array(
        v.union([forbiddenCommand, v.strictObject({ command: forbiddenCommand, because: v.optional(v.string()) })]),
      ),
      v.description('Commands that are run in no place; those of all files together.'),
    ),
  ),
  rules: ownRules,
  undeclaredRows: v.optional(
    v.pipe(
      whole(0),
      v.description(
        'With more rows than this, by the estimate of its server, a database that nobody has declared is judged a level stricter; the smallest counts. Default: 1000000',
      ),
    ),
  ),
  smoke: v.optional(
    v.pipe(
      smoke,
      v.description(
        'What is run when a guarded command has changed a database of which a backup was made: where it fails, the command has failed. That of each file is run, in the folder of that file.',
      ),
    ),
  ),
  backup: v.optional(
    v.strictObject({
      repository: v.optional(repository),
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
      keepPinned: v.optional(
        v.pipe(
          v.strictObject({ count: v.optional(whole(1)), bytes: v.optional(whole(0)) }),
          v.description(
            'How many of the backups before migrations, which are pinned for a week, stay pinned, and how many bytes of them; the oldest go first, the newest never, nor one that a person pinned. The largest count. Default: 30 and 10000000000',
          ),
        ),
      ),
      keepManual: v.optional(
        v.pipe(
          v.strictObject({ days: v.optional(whole(0)), weeks: v.optional(whole(0)) }),
          v.description(
            'Of the manual backups the newest of each of so many days, and weeks, that have any; the largest count. Default: all stay',
          ),
        ),
      ),
      lockTimeoutSeconds: v.optional(
        v.pipe(
          v.number(),
          v.integer(),
          v.minValue(1),
          v.maxValue(86_400),
          v.description(
            'How long a command waits for another one on the same database that shows no progress; the largest counts. Default: 30',
          ),
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
      freshness: v.optional(freshness),
      reuse: v.optional(
        v.pipe(
          v.array(v.picklist(['development', 'staging'])),
          v.description(
            'Where a fresh backup takes the place of a new one before a change that destroys nothing; what all files that say so have in common. Default: nowhere',
          ),
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
      proofSeconds: v.optional(
        v.pipe(
          v.number(),
          v.integer(),
          v.minValue(0),
          v.maxValue(86_400),
          v.description(
            'Before something destroys, its backup is proved by restoring it, where that takes at most so many seconds; the largest counts. Default: 20',
          ),
        ),
      ),
      restoreUrl: v.optional(
        v.pipe(
          v.string(),
          v.regex(
            /^([A-Za-z_][A-Za-z0-9_]*|(postgres(ql)?|mysql|mariadb):\/\/.+)$/,
            'The name of an environment variable, or a URL of PostgreSQL or MySQL, belongs here',
          ),
          v.description(
            'By which role backups are made and brought back, where that of the project may not: the name of an environment variable that holds a URL of the same server, or that URL. Its path does not count. The farthest file that names one decides.',
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
  const found = checked.issues?.[0];
  if (found === undefined) return undefined;
  const inner = found.type === 'union' ? deepest(found.issues) : undefined;
  const issue = inner ?? found;
  const path = [...(found.path ?? []), ...(inner?.path ?? [])].map((item) => String(item.key));
  return { path, unknownKey: issue.type === 'strict_object' && issue.expected === 'never', message: issue.message };
}

/** Of what is wrong with each of several forms, that of the form which was meant. */
function deepest(issues: readonly v.BaseIssue<unknown>[] | undefined): v.BaseIssue<unknown> | undefined {
  return issues?.toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0];
}
