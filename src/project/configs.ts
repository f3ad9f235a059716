import path from 'node:path';
import type { Host } from '../host.ts';
import { readText } from './folders.ts';

const endings = ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'];

/** Where Prisma 6 and 7 look for a config file, without its ending, in their order (@prisma/config, loadConfigFromFile). */
const discovered = [
  'prisma7.config',
  '.config/prisma7',
  'prisma.config',
  'prisma.config/index',
  '.config/prisma',
  '.config/prisma.config',
];

export interface ConfigFile {
  readonly file: string;
  /** Prisma finds it by itself; any other has to be named to it. */
  readonly found: boolean;
}

/** Paths are relative to `folder`. */
export function findConfigs(host: Host, folder: string): ConfigFile[] {
  const known = discovered.flatMap((name) => endings.map((ending) => `${name}.${ending}`));
  const others = ['', '.config/', 'prisma/'].flatMap((below) =>
    filesIn(host, path.join(folder, below)).map((name) => below + name),
  );
  const found = known.filter((file) => host.fs.existsSync(path.join(folder, file)));
  const named = others.filter((file) => !found.includes(file) && namesConfig(host, path.join(folder, file)));
  return [...found.map((file) => ({ file, found: true })), ...named.map((file) => ({ file, found: false }))];
}

function filesIn(host: Host, folder: string): string[] {
  try {
    return host.fs.readdirSync(folder).filter((name) => endings.some((ending) => name.endsWith(`.${ending}`)));
  } catch {
    return [];
  }
}

function namesConfig(host: Host, file: string): boolean {
  return /\b(?:from|require\(|import\()\s*['"](?:@prisma\/prisma7|prisma)\/config['"]/.test(readText(host, file) ?? '');
}
