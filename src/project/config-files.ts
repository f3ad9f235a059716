import path from 'node:path';
import type { Host } from '../host.ts';
import { readManifest } from './manifest.ts';

export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** Whether Prisma takes it where no `--config` is given. */
  readonly isDefault: boolean;
  /** Whether it loads our line. */
  readonly hasLine: boolean;
  /** Prisma 6 with `engine: "js"`: no schema engine is started, so there is nothing for the gate to stand before. */
  readonly bypassesEngine: boolean;
}

const extensions = '(?:js|ts|mjs|cjs|mts|cts)';
/** In the order in which Prisma 7.10 looks (@prisma/config, loadConfigFromFile); 6 looks for the last three. */
const defaults = [
  new RegExp(`^prisma7\\.config\\.${extensions}$`),
  new RegExp(`^\\.config/prisma7(?:\\.config)?\\.${extensions}$`),
  new RegExp(`^prisma\\.config\\.${extensions}$`),
  new RegExp(`^\\.config/prisma\\.${extensions}$`),
  new RegExp(`^\\.config/prisma\\.config\\.${extensions}$`),
];
const others = new RegExp(
  `^(?:\\.config/)?(?:[\\w.-]*prisma[\\w.-]*\\.config(?:\\.[\\w-]+)?|prisma\\.config[\\w.-]*)\\.${extensions}$`,
);
const ourLine = /^(?!\s*(?:\/\/|\*)).*(?:import|from|require\()\s*['"]prisma-interlock\/config['"]/m;

/** The Prisma config files of a folder: those with a name that tells, and those that a package script names. */
export function findConfigs(host: Host, folder: string): ConfigFile[] {
  const names = [...list(host, folder), ...list(host, path.join(folder, '.config')).map((name) => `.config/${name}`)];
  const first = defaults.flatMap((form) => names.filter((name) => form.test(name)).sort(byExtension)).at(0);
  const named = configsOfScripts(host, folder).filter((name) => host.fs.existsSync(path.join(folder, name)));
  const all = new Set([...(first ? [first] : []), ...names.filter((name) => others.test(name)), ...named]);
  return [...all].map((name) => {
    const text = host.fs.readFileSync(path.join(folder, name), 'utf8');
    return {
      path: path.join(folder, name),
      isDefault: name === first,
      hasLine: ourLine.test(text),
      bypassesEngine: /\bengine\s*:\s*['"]js['"]/.test(text),
    };
  });
}

function configsOfScripts(host: Host, folder: string): string[] {
  const scripts = Object.values(readManifest(host, folder)?.scripts ?? {}).map(String);
  const words = scripts.flatMap((script) => [...script.matchAll(/\s--config[= ]\s*["']?([\w./-]+)/g)]);
  const files = words.map(([, file]) => path.normalize(file ?? ''));
  return files.filter((file) => /\.[mc]?[jt]s$/.test(file) && !file.startsWith('..') && /prisma/i.test(file));
}

function byExtension(a: string, b: string): number {
  const order = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts'];
  return order.indexOf(path.extname(a)) - order.indexOf(path.extname(b));
}

function list(host: Host, folder: string): string[] {
  try {
    const entries = host.fs.readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
