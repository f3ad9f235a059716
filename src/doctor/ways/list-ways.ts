import path from 'node:path';
import { findConfigs } from '../../project/config-files.ts';
import { findLinked, findNearest } from '../../project/installed.ts';
import { findMembers, mostTried } from '../../project/members.ts';
import { findProgram } from '../../project/search-path.ts';
import type { Provider } from '../../types.ts';
import { configInUse, linkCommand, type Surroundings, shellCommand, shorten } from '../surroundings.ts';
import { canaryWords } from './canary-words.ts';
import { findSchema } from './find-schema.ts';
import { managerWays } from './manager-ways.ts';
import type { Listed } from './way.ts';

/** Every way in that is known, in the order in which people meet them. `provider`: of the project's database, where that is known. */
export function listWays(found: Surroundings, provider?: Provider): Listed[] {
  const bypassesEngine = configInUse(found)?.bypassesEngine ?? false;
  const at = { ...found, bypassesEngine };
  const here = [...typedWays(at, provider), ...managerWays(at), ...fileWays(at), ...serverWays(at)];
  return [...here.map((way) => ({ ...way, bypassesEngine })), ...configWays(at), ...elsewhere(at)];
}

function typedWays(at: Surroundings, provider: Provider | undefined): Listed[] {
  const { host, prisma } = at;
  const typed = (name: string, words: string[], level?: 'warn'): Listed => {
    const program = findProgram(host, name);
    if (program === undefined) return { name: `${name} on PATH`, absent: `PATH has no ${name}.` };
    const fix = [program === findLinked(host, host.cwd, name) ? linkCommand(at) : shellCommand(at)];
    return { name: `${name} on PATH`, program, words, cwd: host.cwd, fix, ...(level && { level }) };
  };
  const status = canaryWords(prisma?.major, at);
  const others = findProgram(host, 'prisma7') ? [typed('prisma7', canaryWords(7, at))] : [];
  // The real dropdb is there wherever PostgreSQL's programs are, and Prisma never starts it.
  const isDroppable = provider === undefined || provider === 'postgresql';
  const dropdb: Listed = isDroppable
    ? typed('dropdb', ['--version'], 'warn')
    : { name: 'dropdb on PATH', absent: 'It drops databases of PostgreSQL, and the project has another one.' };
  return [typed('prisma', status), ...others, dropdb];
}

/** What the way to the entry file itself is called. */
export function entryWay(at: Surroundings): string {
  return `node ${at.prisma ? shorten(at, at.prisma.entry) : 'node_modules/prisma/…'}`;
}

/** The programs themselves, by their files. */
function fileWays(at: Surroundings): Listed[] {
  const { host } = at;
  const fix = [linkCommand(at)];
  const common = { cwd: host.cwd, fix };
  return ['prisma', '@prisma/prisma7'].flatMap((name): Listed[] => {
    const installed = findNearest(host, host.cwd, name);
    const program = name === 'prisma' ? name : 'prisma7';
    const link = findLinked(host, host.cwd, program);
    if (installed === undefined && name !== 'prisma') return [];
    const words = canaryWords(installed?.major, at);
    return [
      link === undefined
        ? { name: `node_modules/.bin/${program}`, absent: 'No node_modules above has such a program.' }
        : { name: shorten(at, link), program: link, words, ...common },
      installed === undefined
        ? { name: `node node_modules/${name}/…`, absent: 'No node_modules above has this package.' }
        : {
            name: `node ${shorten(at, installed.entry)}`,
            program: host.node,
            words: [installed.entry, ...words],
            ...common,
          },
    ];
  });
}

/** Other config files: a line in the usual one is not read where another is named. Tried by the entry file, which has the fewest layers. */
function configWays(at: Surroundings): Listed[] {
  const { host, prisma, configs } = at;
  if (prisma === undefined || (prisma.major ?? 0) < 6 || prisma.major === 8) return [];
  const others = configs.filter((file) => file !== configInUse(at));
  return others.map((file) => {
    const name = shorten(at, file.path);
    const { bypassesEngine } = file;
    const words = [prisma.entry, ...canaryWords(prisma.major, { ...at, config: name, bypassesEngine })];
    const add = `add \`import 'prisma-interlock/config';\` at the top of ${name}`;
    return {
      name: `--config ${name}`,
      program: host.node,
      words,
      cwd: host.cwd,
      fix: [add, linkCommand(at)],
      bypassesEngine,
    };
  });
}

/** From other folders, where the config file is not found or another Prisma is. */
function elsewhere(at: Surroundings): Listed[] {
  const { host, prisma } = at;
  const schema = findSchema(at);
  const fix = [linkCommand(at)];
  const inside: Listed[] = [];
  if (prisma && schema) {
    const words = [prisma.entry, ...canaryWords(prisma.major, { schema: schema.name })];
    inside.push({ name: `from ${shorten(at, schema.folder)}/`, program: host.node, words, cwd: schema.folder, fix });
  }
  const members = findMembers(host)
    .slice(0, mostTried)
    .flatMap((folder): Listed[] => {
      const own = findNearest(host, folder);
      const at = path.relative(host.cwd, folder).replaceAll(path.sep, '/');
      if (own === undefined) return [{ name: `in ${at}/`, absent: 'Its Prisma is not installed.' }];
      const bypassesEngine = findConfigs(host, folder, own.version).some(
        (file) => file.isDefault && file.bypassesEngine,
      );
      const words = canaryWords(own.major, { bypassesEngine });
      const direct = {
        name: `in ${at}/: node …/${path.basename(own.entry)}`,
        program: host.node,
        words: [own.entry, ...words],
      };
      const link = findLinked(host, folder);
      const linked = link && { name: `in ${at}/: .bin/prisma`, program: link, words };
      return [direct, ...(linked ? [linked] : [])].map((way) => ({ ...way, cwd: folder, fix, bypassesEngine }));
    });
  return [...inside, ...members];
}

/** `prisma mcp`, which lets an editor's agent call commands: 6 and 7 have it. */
function serverWays(at: Surroundings): Listed[] {
  const { host, prisma } = at;
  if (prisma?.major !== 6 && prisma?.major !== 7) return [];
  const link = findLinked(host, host.cwd);
  if (link === undefined) return [{ name: 'prisma mcp', absent: 'No node_modules above has a program prisma.' }];
  return [{ name: 'prisma mcp', program: link, words: ['mcp'], cwd: host.cwd, fix: [linkCommand(at)], serves: true }];
}
