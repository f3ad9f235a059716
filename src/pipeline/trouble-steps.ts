/** What puts right that a database and its migrations do not go together: steps of which none empties anything. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { isProtected } from '../../policy/matrix.ts';
import { findFileThen, type GoodEntry, shortId } from '../backup/index.ts';
import type { Trouble } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import { openGit } from '../project/git-history.ts';
import { ownCommand, prismaCommand } from '../project/own-command.ts';
import { quoteArgv } from '../secrets/quote.ts';
import type { Recorded } from '../target/inside.ts';
import type { EnvironmentName, Invocation, Target } from '../types.ts';
import type { Advised } from '../ui/report.ts';
import { placeOf } from './way-back.ts';

export interface Differences {
  /** Applied, and not in the folder. */
  readonly missing: readonly Recorded[];
  /** Applied with other words than their file has now. */
  readonly changed: readonly Recorded[];
  /** Begun, and neither finished nor declared to be undone. */
  readonly failed: readonly Recorded[];
}

export interface About {
  readonly host: Host;
  /** Of Prisma. */
  readonly major: number | undefined;
  readonly trouble: Trouble;
  readonly found: Differences;
  /** Whole ones of this database, newest first. */
  readonly backups: readonly GoodEntry[];
  readonly line: Invocation;
  readonly target: Target;
  readonly environment: EnvironmentName;
}

/** More of one kind are not told one by one. */
export const shownAtMost = 5;

/** SHA-256 in hexadecimal, as Prisma writes it into its history. */
export function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `before`: the backup of before all that. */
export async function stepsFor(about: About, before: GoodEntry | undefined): Promise<Advised[]> {
  const { host, trouble, found } = about;
  const isReset = trouble.code === 'reset';
  // Where one is missing, what it has made is told as drift as well.
  const isDrift = /drift detected/i.test(trouble.text) && found.missing.length + found.changed.length === 0;
  return [
    ...(trouble.code === 'P3005' ? await baseline(about) : []),
    ...(await missingSteps(about)),
    ...(isReset ? await changedSteps(about) : []),
    ...(await failedSteps(about)),
    ...(isReset && isDrift ? await driftSteps(about) : []),
    ...(before ? [{ says: compared, paste: await ownCommand(host, `diff ${shortId(before.id)}`) }] : []),
  ];
}

const compared = 'What has changed since that backup, without changing anything';
const beyond = 'What the database has beyond the schema, or lacks, without changing anything';

async function missingSteps(about: About): Promise<Advised[]> {
  const { host, trouble, found, backups } = about;
  const folder = existing(host, trouble.folder);
  const git = openGit(host, folder);
  const steps: Advised[] = [];
  for (const { name, checksum } of found.missing.slice(0, shownAtMost)) {
    const file = path.relative(folder, path.join(trouble.folder, name, 'migration.sql'));
    const wasRun = (bytes: Buffer) => sumOf(bytes) === checksum;
    const kept = await git.find(file, wasRun);
    const then = kept ?? findFileThen(host, backups, `${name}/migration.sql`, wasRun);
    if (then === undefined) {
      steps.push(`Neither git nor a backup here knows ${name}: whoever has run it has its file.`);
    } else if ('commit' in then) {
      const { branch, commit } = then;
      const who = branch ? `The branch ${branch}` : `The commit ${commit}, which no branch has any more,`;
      const paste = quoteArgv(['git', 'checkout', branch ?? commit, '--', relative(about, name)], 500);
      steps.push({ says: `${who} has ${name}. To bring it back`, paste });
    } else {
      const says = `The backup ${shortId(then.entry.id)} has ${name}. To bring it back`;
      const [json, key] = [then.file, then.name].map((each) => JSON.stringify(each));
      const code = `process.stdout.write(Buffer.from(require(${json})[${key}], 'base64'))`;
      steps.push({ says, paste: intoMigration(about, name, quoteArgv(['node', '-e', code], 1000)) });
    }
  }
  return steps;
}

async function changedSteps(about: About): Promise<Advised[]> {
  const { host, trouble, found, environment } = about;
  const git = openGit(host, existing(host, trouble.folder));
  const steps: Advised[] = [];
  for (const { name, checksum } of found.changed.slice(0, shownAtMost)) {
    const kept = await git.find(`${name}/migration.sql`, (bytes) => sumOf(bytes) === checksum);
    const file = relative(about, name, 'migration.sql');
    if (kept) {
      const says = `The commit ${kept.commit} has ${name} as it was run. To have it so again`;
      steps.push({ says, paste: quoteArgv(['git', 'checkout', kept.commit, '--', file], 500) });
    } else {
      const says = `No commit here has ${name} as it was run. What was committed of it`;
      steps.push({ says, paste: quoteArgv(['git', 'log', '-p', '--', file], 500) });
    }
  }
  if (steps.length === 0 || isProtected(environment)) return steps;
  const create = await prismaLine(about, ['migrate', 'dev', '--create-only', '--name', 'change']);
  return [...steps, { says: 'After that, a migration of its own for the change', paste: create }];
}

async function failedSteps(about: About): Promise<Advised[]> {
  const { found, target } = about;
  const steps: Advised[] = [];
  for (const name of new Set(found.failed.map((each) => each.name))) {
    const undone = await prismaLine(about, ['migrate', 'resolve', '--rolled-back', name]);
    const done = await prismaLine(about, ['migrate', 'resolve', '--applied', name]);
    const file = relative(about, name, 'migration.sql');
    const stands =
      target.identity.provider === 'postgresql'
        ? `PostgreSQL has taken back all of ${name}, unless that ends transactions itself.`
        : `What stands in ${name} before the statement that failed is done, and is to be taken back by hand.`;
    steps.push({ says: `${stands} Then correct ${file}, and`, paste: undone });
    steps.push({ says: `Or do by hand what is left of it, and`, paste: done });
  }
  if (steps.length === 0) return steps;
  const status = await prismaLine(about, ['migrate', 'status']);
  return [...steps, { says: 'Where it stands, without changing anything', paste: status }];
}

/** A database that was made otherwise is told which migrations it has already. */
async function baseline(about: About): Promise<Advised[]> {
  const { major, trouble } = about;
  const shown = await diffLine(about);
  const schema = schemaOf(about);
  const look = shown === undefined ? [] : [{ says: beyond, paste: shown }];
  if (trouble.names.length === 0) {
    const first = '0_init';
    const to = major === 7 ? '--to-schema' : '--to-schema-datamodel';
    if (schema === undefined) return look;
    const script = await prismaLine(about, ['migrate', 'diff', '--from-empty', to, schema, '--script'], false);
    const resolve = await prismaLine(about, ['migrate', 'resolve', '--applied', first]);
    const write = intoMigration(about, first, script);
    return [
      ...look,
      { says: 'Where nothing differs, what is there becomes the first migration', paste: write },
      { says: 'Then say that it has run already', paste: resolve },
    ];
  }
  const lines = trouble.names
    .slice(0, shownAtMost)
    .map((name) => prismaLine(about, ['migrate', 'resolve', '--applied', name]));
  const says = 'For each migration whose tables are there already';
  const left = trouble.names.length - shownAtMost;
  const rest = left > 0 ? [`So on with the other ${left}, in their order.`] : [];
  return [...look, ...(await Promise.all(lines)).map((paste) => ({ says, paste })), ...rest];
}

/** Somebody has changed the database by hand: that is kept as a migration which has run. */
async function driftSteps(about: About): Promise<Advised[]> {
  const { host, major, target } = about;
  const shown = await diffLine(about);
  if (shown === undefined) return [];
  const name = `${host.now().toISOString().replaceAll(/\D/g, '').slice(0, 14)}_found`;
  // Elsewhere the migrations are replayed on a shadow database, which has to be named first.
  const isReplayed = target.identity.provider === 'sqlite' && major === 7;
  const replayed = ['migrate', 'diff', '--from-migrations', relative(about), '--to-config-datasource', '--script'];
  const script = isReplayed ? await prismaLine(about, replayed, false) : shown;
  const resolve = await prismaLine(about, ['migrate', 'resolve', '--applied', name]);
  return [
    { says: beyond, paste: shown },
    { says: 'To keep what it has beyond it, as a migration to be read', paste: intoMigration(about, name, script) },
    { says: 'Then say that it has run already', paste: resolve },
    { says: 'And bring it into the schema', paste: await prismaLine(about, ['db', 'pull']) },
  ];
}

/** Undefined where nobody here knows the schema, or how that Prisma is asked. */
async function diffLine(about: About): Promise<string | undefined> {
  const { major } = about;
  const schema = schemaOf(about);
  if (schema === undefined || major === undefined || major > 7) return undefined;
  const sides =
    major === 7
      ? ['--from-schema', schema, '--to-config-datasource']
      : ['--from-schema-datamodel', schema, '--to-schema-datasource', schema];
  return prismaLine(about, ['migrate', 'diff', ...sides, '--script'], false);
}

function schemaOf({ host, line }: About): string | undefined {
  const { schema } = line.options;
  const given = Array.isArray(schema) ? (schema as readonly string[]).at(-1) : undefined;
  const usual = ['prisma/schema.prisma', 'schema.prisma', 'prisma/schema'];
  return given ?? usual.find((each) => host.fs.existsSync(path.join(host.cwd, each)));
}

/** `isPlaced`: with the schema and the config that the line named. A comparison names its sides itself. */
function prismaLine({ host, line }: About, words: readonly string[], isPlaced = true): Promise<string> {
  const config = line.config === undefined ? [] : ['--config', line.config];
  return prismaCommand(host, quoteArgv([...words, ...(isPlaced ? placeOf(line) : config)], 500));
}

/** `script`: a line that prints the SQL. */
function intoMigration(about: About, name: string, script: string): string {
  const place = relative(about, name);
  return `${quoteArgv(['mkdir', '-p', place], 500)} && ${script} > ${quoteArgv([`${place}/migration.sql`], 500)}`;
}

/** As it is typed from here: `prisma/migrations`. */
function relative({ host, trouble }: About, ...names: readonly string[]): string {
  const file = path.join(trouble.folder, ...names);
  const near = path.relative(host.cwd, file);
  return (near.startsWith('..') ? file : near).replaceAll(path.sep, '/');
}

/** Where the folder of migrations is gone, the nearest above it. */
function existing(host: Host, folder: string): string {
  return host.fs.existsSync(folder) ? folder : existing(host, path.dirname(folder));
}
