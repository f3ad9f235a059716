import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { scriptsIn } from '../target/written-tables.ts';
import type { SqlScript } from '../types.ts';

/** As the engine takes it: Prisma 5 and 6 before 6.9 name the folder, later ones hand over the files (Migrate.ts). */
interface MigrationParams {
  readonly migrationsDirectoryPath?: string;
  readonly migrationsList?: {
    readonly baseDir?: string;
    readonly migrationDirectories?: readonly MigrationFolder[];
  };
}

interface MigrationFolder {
  readonly path?: string;
  readonly migrationFile?: {
    readonly path?: string;
    readonly content?: { readonly tag?: string; readonly value?: string };
  };
}

/** The SQL of the migrations of these names, as it will run. Undefined where one of them cannot be read. */
export function pendingSql(host: Host, params: object, names: readonly string[]): SqlScript[] | undefined {
  const scripts = names.flatMap((migration) => {
    const sql = handedOver(params, migration) ?? onDisk(host, params, migration);
    return sql === undefined ? [] : [{ migration, sql, file: fileOf(host, params, migration) }];
  });
  return scripts.length === names.length ? scripts : undefined;
}

/** The SQL of all migrations that are handed over, in their order, applied or not. Nothing of what cannot be read. */
export function migrationsIn(host: Host, params: object): string[] {
  const { migrationsList: list, migrationsDirectoryPath: folder } = params as MigrationParams;
  if (list === undefined) return folder === undefined ? [] : scriptsIn(host, folder);
  const names = (list.migrationDirectories ?? []).map((each) => path.basename(each.path ?? ''));
  return names.flatMap((name) => pendingSql(host, params, [name]) ?? []).map(({ sql }) => sql);
}

/**
 * Throws `sql-changed` where a file is not any more what was read: somebody may have agreed to other words than those that would run,
 * or than those that the project has by now.
 */
export function needUnchanged(host: Host, params: object, scripts: readonly SqlScript[]): void {
  const changed = scripts.filter(
    ({ migration, sql }) => migration !== undefined && onDisk(host, params, migration) !== sql,
  );
  if (changed.length === 0) return;
  throw new InterlockError('sql-changed', {
    why: `It is not what was read and judged: ${changed.map(({ migration }) => migration).join(', ')}.`,
    next: ['Look at what has changed in its file. The next run reads it anew.'],
  });
}

function handedOver({ migrationsList }: MigrationParams, name: string): string | undefined {
  const content = folderOf(migrationsList, name)?.migrationFile?.content;
  return content?.tag === 'ok' && typeof content.value === 'string' ? content.value : undefined;
}

function onDisk(host: Host, params: MigrationParams, name: string): string | undefined {
  try {
    return host.fs.readFileSync(fileOf(host, params, name), 'utf8');
  } catch {
    return undefined;
  }
}

function fileOf({ cwd }: Host, { migrationsList, migrationsDirectoryPath }: MigrationParams, name: string): string {
  const own = folderOf(migrationsList, name);
  const file = own
    ? [migrationsList?.baseDir ?? '', own.path ?? name, own.migrationFile?.path ?? 'migration.sql']
    : [migrationsDirectoryPath ?? '', name, 'migration.sql'];
  return path.resolve(cwd, ...file);
}

function folderOf(list: MigrationParams['migrationsList'], name: string): MigrationFolder | undefined {
  return list?.migrationDirectories?.find((each) => path.basename(each.path ?? '') === name);
}

/** The folder of migrations, as the engine takes it, and what is in it, in its order. Nothing of what cannot be read. */
export function migrationNames(
  host: Host,
  { migrationsList: list, migrationsDirectoryPath: named }: MigrationParams,
): { readonly folder: string | undefined; readonly names: string[] } {
  const folders = list?.migrationDirectories?.map((each) => path.join(list.baseDir ?? '', each.path ?? ''));
  if (folders !== undefined) {
    const names = folders.map((each) => path.basename(each));
    return { folder: folders[0] === undefined ? list?.baseDir : path.dirname(folders[0]), names };
  }
  try {
    const there = host.fs.readdirSync(path.resolve(host.cwd, named ?? ''), { withFileTypes: true });
    const names = there.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return { folder: named, names: named === undefined ? [] : names.sort() };
  } catch {
    return { folder: named, names: [] };
  }
}
