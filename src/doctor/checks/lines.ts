import path from 'node:path';
import { findFolders } from '../../project/folders.ts';
import { findInstalled } from '../../project/installed.ts';
import { hasLine } from '../../project/line.ts';
import { findProgram, isOurFolder, searchPath } from '../../project/search-path.ts';
import type { Check } from '../diagnosis.ts';
import { linkCommand, type Surroundings, shellCommand, shorten } from '../surroundings.ts';

/** Whether each config file of Prisma 6 or 7 loads our line: it works wherever that file is read, whoever starts Prisma. */
export function checkConfigLines(at: Surroundings): Check[] {
  const { prisma, configs } = at;
  if (prisma?.major !== 6 && prisma?.major !== 7) return [];
  const id = 'config-line';
  if (configs.length === 0)
    return [{ id, level: 'warn', says: 'there is no Prisma config file to carry our line', fix: [linkCommand(at)] }];
  return configs.map((file): Check => {
    const name = shorten(at, file.path);
    if (!file.hasLine) {
      const fix = [`add \`import 'prisma-interlock/config';\` at the top of ${name}`];
      return { id, level: 'warn', says: `${name} does not load prisma-interlock/config`, fix };
    }
    if (file.bypassesEngine) {
      const says = `${name} loads our line, but its engine: "js" starts no engine that could be guarded`;
      return { id, level: 'warn', says, fix: ['rely on the other layers, or leave engine: "js" out'] };
    }
    return { id, level: 'ok', says: `${name} loads prisma-interlock/config`, fix: [] };
  });
}

/** Whether every copy of Prisma below the project has our line in its own file, where the project is set up for that. */
export function checkPackageLine(at: Surroundings): Check[] {
  const { host } = at;
  const all = findInstalled(host, findFolders(host).folders).map(({ file, version }) => {
    return {
      version,
      file: shorten(at, file),
      isGuarded: hasLine(host.fs.readFileSync(file, 'latin1').slice(0, 5000)),
    };
  });
  const carried = carriesLine(at);
  if (all.length === 0 || !(carried || all.some(({ isGuarded }) => isGuarded))) return [];
  const id = 'package-line';
  const bare = all.filter(({ isGuarded }) => !isGuarded);
  if (bare.length === 0)
    return [{ id, level: 'ok', says: 'every installed Prisma has our line in its own file', fix: [] }];
  const says = `not every installed Prisma has our line in its own file: ${bare.map(({ version, file }) => `${version}, ${file}`).join('; ')}`;
  // Set up, and gone: an install without scripts, or an operation that takes the line away.
  return [{ id, level: carried ? 'fail' : 'warn', says, fix: [linkCommand(at)] }];
}

/** What `init` writes so that every install puts the line there: root scripts, a patch, or Yarn's plugin. */
function carriesLine({ host, root }: Surroundings): boolean {
  const read = (file: string) => {
    const whole = path.join(root, file);
    return host.fs.existsSync(whole) ? host.fs.readFileSync(whole, 'utf8') : '';
  };
  if (read('package.json').includes('prisma-interlock link')) return true;
  return ['patches/prisma-interlock.patch', '.yarn/plugins/plugin-prisma-interlock.cjs'].some(
    (file) => read(file) !== '',
  );
}

/** Whether the folder with our programs is on PATH, and before every other `prisma` and `dropdb`. */
export function checkPath(at: Surroundings): Check {
  const { host } = at;
  const id = 'path';
  const folders = searchPath(host);
  const ours = folders.findIndex((folder) => isOurFolder(host, folder));
  if (ours < 0) {
    const says = 'the folder with our programs is not on PATH, so what is typed in a shell is not seen';
    return { id, level: 'warn', says, fix: [shellCommand(at)] };
  }
  const before = ['prisma', 'prisma7', 'dropdb'].flatMap(
    (name) => findProgram(host, name, folders.slice(0, ours)) ?? [],
  );
  if (before.length === 0)
    return { id, level: 'ok', says: `${folders[ours]} is the first on PATH with a prisma`, fix: [] };
  const says = `PATH has ${before.join(' and ')} before ${folders[ours]}`;
  return {
    id,
    level: 'warn',
    says,
    fix: [`put this behind whatever else changes PATH in the shell's start file: ${shellCommand(at)}`],
  };
}
