import path from 'node:path';
import type { Host } from '../host.ts';

/**
 * Names of the tables that migrations write rows of their own into, lower case and without a schema. A copy from one table to
 * another makes no rows where there were none, and does not count. Pure.
 */
export function writtenTables(scripts: readonly string[]): string[] {
  const names = scripts.flatMap((script) => {
    const found = withoutComments(script).matchAll(writing);
    return [...found].flatMap(([, table = '', rest = '']) => (copies.test(rest) ? [] : [lastPart(table)]));
  });
  return [...new Set(names)];
}

/** A name: quoted as PostgreSQL, MySQL or SQL Server does, or bare. */
const word = String.raw`(?:"(?:[^"]|"")+"|\x60(?:[^\x60]|\x60\x60)+\x60|\[[^\]]+\]|[\p{L}_][\p{L}\p{N}_$]*)`;

/** Up to the end of the statement, or of a function's body. */
const writing = new RegExp(
  String.raw`\b(?:insert\s+(?:(?:ignore|low_priority|delayed|high_priority)\s+)*into|replace\s+into|copy)\s+(${word}(?:\s*\.\s*${word})*)([^;]*)`,
  'giu',
);

/** Rows from another table. What makes rows out of nothing is none. */
const copies = /\bselect\b[\s\S]*\bfrom\s+(?!\(?\s*(?:generate_series|unnest|values|json\w*|dual)\b)/i;

function lastPart(name: string): string {
  const part = new RegExp(`${word}$`, 'u').exec(name)?.[0] ?? name;
  return part.replace(/^["`[]|["`\]]$/g, '').toLowerCase();
}

function withoutComments(script: string): string {
  return script.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
}

/** As the engine takes it: Prisma 5 and 6 before 6.9 name the folder, later ones hand over the files (Migrate.ts, MigrateDiff.ts). */
interface ReplayParams {
  readonly migrationsList?: MigrationsList;
  readonly migrationsDirectoryPath?: string;
  readonly from?: Side;
  readonly to?: Side;
}

interface MigrationsList {
  readonly shadowDbInitScript?: unknown;
  readonly migrationDirectories?: unknown;
}

interface Migration {
  readonly migrationFile?: { readonly content?: { readonly tag?: unknown; readonly value?: unknown } };
}

type Side = MigrationsList & { readonly tag?: string; readonly path?: string };

/** The SQL that the call replays on its shadow database; nothing of what cannot be read. Never throws. */
export function replayedScripts(host: Host, params: unknown): string[] {
  const { migrationsList, migrationsDirectoryPath, from, to } = (params ?? {}) as ReplayParams;
  const sides = [from, to].filter((side) => side?.tag === 'migrations');
  const folders = [migrationsDirectoryPath, ...sides.map((side) => side?.path)];
  return [
    ...[migrationsList, ...sides].flatMap((list) => (list === undefined ? [] : handedOver(list))),
    ...folders.flatMap((folder) => (typeof folder === 'string' ? scriptsIn(host, folder) : [])),
  ];
}

function handedOver({ shadowDbInitScript, migrationDirectories }: MigrationsList): string[] {
  const folders = Array.isArray(migrationDirectories) ? (migrationDirectories as readonly (Migration | null)[]) : [];
  const contents = folders.map((each) => each?.migrationFile?.content);
  const values = [
    shadowDbInitScript,
    ...contents.map((content) => (content?.tag === 'ok' ? content.value : undefined)),
  ];
  return values.filter((value) => typeof value === 'string');
}

/** Of a folder of migrations, absolute or from the working folder. Never throws. */
export function scriptsIn(host: Host, folder: string): string[] {
  try {
    const root = path.resolve(host.cwd, folder);
    const files = host.fs.readdirSync(root).map((name) => path.join(root, name, 'migration.sql'));
    return files.filter((file) => host.fs.existsSync(file)).map((file) => host.fs.readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}
