import path from 'node:path';
import type { Host } from '../host.ts';

/** As the engine takes it: Prisma 5 and 6 before 6.9 name the folder, later ones hand over the files (Migrate.ts). */
interface MigrationParams {
  readonly migrationsDirectoryPath?: string;
  readonly migrationsList?: {
    readonly migrationDirectories?: readonly {
      readonly path?: string;
      readonly migrationFile?: { readonly content?: { readonly tag?: string; readonly value?: string } };
    }[];
  };
}

/** The SQL of the migrations of these names, as it will run. Undefined where one of them cannot be read. */
export function pendingSql(host: Host, params: object, names: readonly string[]): string[] | undefined {
  const scripts = names.map((name) => sqlOf(host, params as MigrationParams, name));
  return scripts.every((script) => script !== undefined) ? scripts : undefined;
}

function sqlOf(host: Host, params: MigrationParams, name: string): string | undefined {
  const { migrationsList: list, migrationsDirectoryPath: folder } = params;
  if (list) {
    const found = list.migrationDirectories?.find((each) => path.basename(each.path ?? '') === name);
    const content = found?.migrationFile?.content;
    return content?.tag === 'ok' && typeof content.value === 'string' ? content.value : undefined;
  }
  if (folder === undefined) return undefined;
  return host.fs.readFileSync(path.resolve(host.cwd, folder, name, 'migration.sql'), 'utf8');
}
