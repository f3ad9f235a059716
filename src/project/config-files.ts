import path from 'node:path';
import type { Host } from '../host.ts';
import { readText } from './folders.ts';
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

const endings = ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'];
const withEndings = (names: readonly string[]) => names.flatMap((name) => endings.map((ending) => `${name}.${ending}`));

/** loadConfigFromFile of @prisma/config 6 and 7, by the rules of c12. */
const usual = ['prisma.config', '.config/prisma', '.config/prisma.config'].flatMap((name) =>
  withEndings([name, `${name}/index`]),
);
/** PRISMA7_CONFIG_FILE_CANDIDATES of @prisma/config, since 7.10. */
const besidePrisma8 = withEndings(['prisma7.config', '.config/prisma7']);
const every = [...besidePrisma8, ...usual];

/** A config file that has to be named to Prisma, by what it is called. */
const telling = new RegExp(
  `^(?:\\.config/)?(?:[\\w.-]*prisma[\\w.-]*\\.config(?:\\.[\\w-]+)?|prisma\\.config[\\w.-]*)\\.(?:${endings.join('|')})$`,
);
const prismasOwn = /\b(?:from|require\(|import\()\s*['"](?:@prisma\/prisma7|prisma)\/config['"]/;
const ourLine = /^(?!\s*(?:\/\/|\*)).*(?:import|from|require\()\s*['"]prisma-interlock\/config['"]/m;

/**
 * Where Prisma of that version looks for a config file by itself, below the working folder and in its order. `version`: `7`,
 * `7.9.1`; every place of every version where it is not known. Prisma 8 reads the same name in the folders above as well
 * (CONFIG_FILE_NAME of @prisma/cli-engine).
 */
export function configNames(version: string | undefined): readonly string[] {
  const [major = 0, minor = Number.POSITIVE_INFINITY] = (version ?? '').split('.').map(Number);
  if (version === undefined) return every;
  if (major >= 8) return ['prisma.config.ts'];
  if (major < 6) return [];
  return major === 7 && minor >= 10 ? every : usual;
}

/**
 * The Prisma config files of a folder: where Prisma of any version would find them, those with a name that tells, those that
 * load Prisma's own helper, and those that a package script names. `version`: of the Prisma that is to read them.
 */
export function findConfigs(host: Host, folder: string, version: string | undefined): ConfigFile[] {
  const isThere = (name: string) =>
    host.fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() === true;
  const first = configNames(version).find(isThere);
  const discovered = every.filter(isThere);
  const near = ['', '.config/', 'prisma/'].flatMap((below) => sources(host, folder, below));
  const others = near.filter(
    (name) => telling.test(name) || prismasOwn.test(readText(host, path.join(folder, name)) ?? ''),
  );
  const named = configsOfScripts(host, folder).filter(isThere);
  const all = new Set([...(first ? [first] : []), ...discovered, ...others, ...named]);
  return [...all].map((name) => {
    const text = readText(host, path.join(folder, name)) ?? '';
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
  const files = words.map(([, file]) => path.posix.normalize(file ?? ''));
  return files.filter((file) => /\.[mc]?[jt]s$/.test(file) && !/^(?:\.\.|\/)/.test(file) && /prisma/i.test(file));
}

/** Names from the folder on. */
function sources(host: Host, folder: string, below: string): string[] {
  try {
    const entries = host.fs.readdirSync(path.join(folder, below), { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => below + name);
    return names.filter((name) => endings.includes(path.extname(name).slice(1))).sort();
  } catch {
    return [];
  }
}
