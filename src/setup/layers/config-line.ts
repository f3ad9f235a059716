import { eolOf } from '../lines.ts';
import type { PrismaHome } from '../project.ts';
import { edit, inFolder, type SetupLayer } from './layer.ts';

const esm = "import 'prisma-interlock/config';";
const commonjs = "require('prisma-interlock/config');";
const env = "import 'prisma-interlock/env';";

/**
 * Prisma 6 and 7 load their config file first, whoever starts them and by whatever path; so the line in it stands in ways in
 * that the line in the CLI's own file does not, such as an install without scripts.
 */
export const configLine: SetupLayer = {
  apply(project, draft) {
    for (const home of project.homes.filter(({ major }) => major === 6 || major === 7)) {
      for (const { file } of home.configs) edit(draft, file, (text) => addConfigLine(file, text));
      if (!home.configs.some(({ isDefault }) => isDefault)) {
        draft.write(inFolder(home.folder, 'prisma.config.ts'), newConfig(home, true));
      }
      const beside = besideSchema(home);
      if (beside !== undefined && draft.read(beside) === undefined) draft.write(beside, newConfig(home, false));
    }
  },
  revert(project, draft) {
    for (const home of project.homes) {
      const beside = home.schemaFolder && inFolder(home.folder, `${home.schemaFolder}/prisma.config.ts`);
      for (const file of [...home.configs.map((config) => config.file), ...(beside ? [beside] : [])]) {
        edit(draft, file, (text) => (made(home, text) ? undefined : removeConfigLine(text)));
      }
    }
  },
};

/** Prisma looks for its config in the working folder only, and people start it where the schema is. */
function besideSchema({ folder, schemaFolder }: PrismaHome): string | undefined {
  return schemaFolder === undefined ? undefined : inFolder(folder, `${schemaFolder}/prisma.config.ts`);
}

/** A config file switches off Prisma 6's own reading of `.env`, so there it is read by us. `full`: with the old settings. */
function newConfig({ major, schema, seed }: PrismaHome, full: boolean): string {
  const settings = [
    ...(schema ? [`  schema: ${JSON.stringify(schema)},`] : []),
    ...(seed ? [`  migrations: { seed: ${JSON.stringify(seed)} },`] : []),
  ];
  const body = full && settings.length > 0 ? `{\n${settings.join('\n')}\n}` : '{}';
  return `${[esm, ...(major === 6 ? [env] : [])].join('\n')}\n\nexport default ${body};\n`;
}

function made(home: PrismaHome, text: string): boolean {
  return [6, 7].some((major) => [true, false].some((full) => newConfig({ ...home, major }, full) === text));
}

export function addConfigLine(file: string, text: string): string {
  if (/['"]prisma-interlock\/config['"]/.test(text)) return text;
  const at = firstStatement(text);
  const line = isCommonjs(file, text) ? commonjs : esm;
  return `${text.slice(0, at)}${line}${eolOf(text)}${text.slice(at)}`;
}

export function removeConfigLine(text: string): string {
  for (const line of [esm, commonjs]) {
    const written = line + eolOf(text);
    const at = text.startsWith(written) ? 0 : text.indexOf(`\n${written}`) + 1;
    if (at > 0 || text.startsWith(written)) return text.slice(0, at) + text.slice(at + written.length);
  }
  return text;
}

function isCommonjs(file: string, text: string): boolean {
  if (/\.c[jt]s$/.test(file)) return true;
  return !/^\s*(?:import|export)\b/m.test(text) && /\brequire\(|\bmodule\.exports\b/.test(text);
}

/**
 * Behind what has to stay in front: a byte order mark, a shebang, comments, "use strict". A comment that gives the type of
 * what follows it stays with that.
 */
function firstStatement(text: string): number {
  const front = /^\uFEFF?(?:#!.*\r?\n)?/.exec(text)?.[0].length ?? 0;
  const skipped =
    /^(?:[ \t]*\r?\n|[ \t]*\/\/.*\r?\n|[ \t]*(['"])use strict\1;?[ \t]*\r?\n|[ \t]*\/\*(?:(?!\*\/|@type)[\s\S])*\*\/[ \t]*\r?\n)*/;
  return front + (skipped.exec(text.slice(front))?.[0].length ?? 0);
}
