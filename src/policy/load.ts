import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { policyFileName, policyFolders } from '../project/root.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { secret } from '../secrets/secret.ts';
import type { EnvironmentName } from '../types.ts';
import { parseDuration } from './duration.ts';
import { type PolicyOf, readForbids, readRules, settleNames } from './lines.ts';
import type { Bounds, Freshness, PerEnvironment, Policy, RestoreUrl, Smoke } from './policy.ts';
import { ownFolderName, readText } from './read-text.ts';
import { placeOf } from './repository-place.ts';
import type { PolicyFile } from './schema.ts';

export { findProjectRoot } from '../project/root.ts';

const places: readonly EnvironmentName[] = ['test', 'development', 'staging', 'production', 'unknown'];
const defaults = {
  repository: 'backups',
  cheapBytes: 256 * 1024 * 1024,
  keep: 10,
  lockTimeoutSeconds: 30,
  proofSeconds: 20,
};

/** Of a week in which somebody migrates some times a day. */
const pinnedBound = { count: 30, bytes: 10_000_000_000 };

/** A backup a day, and two hours for the one that comes late. */
const defaultFreshness: Freshness = { maxAgeMs: 26 * 3_600_000, verified: false, minSizeRatio: 0.5 };

/** Absolute paths at which a policy may be, nearest first: the project's, those of the folders above, the person's, the machine's. */
export function policyPaths(host: Host, projectRoot: string): string[] {
  return [
    ...new Set([projectRoot, ...policyFolders(host)].map((folder) => path.join(folder, policyFileName))),
    ...ownPolicyPaths(host),
  ];
}

/** Those that no repository brings along: the person's, the machine's. */
function ownPolicyPaths(host: Host): string[] {
  const configs = configFolders(host);
  const machine = host.platform === 'win32' ? (host.env.ProgramData ?? 'C:\\ProgramData') : '/etc';
  return [
    ...configs.map((config) => path.join(config, ownFolderName, 'policy.json')),
    path.join(machine, policyFileName),
  ];
}

/** An empty or relative word would make a file of the working folder the person's own, which may name programs. */
function configFolders(host: Host): string[] {
  const { XDG_CONFIG_HOME, HOME, USERPROFILE } = host.env;
  // Whichever variable leads elsewhere: what the person wrote at home is heard.
  const real = host.homeFolder();
  const home = [HOME, USERPROFILE].find((folder) => folder && path.isAbsolute(folder)) ?? real;
  const named = XDG_CONFIG_HOME && path.isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : undefined;
  const folders = [named ?? (home && path.join(home, '.config')), real && path.join(real, '.config')];
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/**
 * Throws InterlockError `policy-invalid`. What reads and checks a policy is loaded only where there is one.
 * `paths`: for tests, which have no /etc of their own.
 */
export async function loadPolicy(
  host: Host,
  projectRoot: string,
  paths = policyPaths(host, projectRoot),
): Promise<Policy> {
  const texts = paths.flatMap((file) => {
    const text = readText(host, file);
    return text === undefined ? [] : [{ file, text }];
  });
  if (texts.length === 0) return mergePolicies([], projectRoot);
  const read = await fileReader(host, projectRoot);
  const files = texts.map(({ file, text }) => read(file, text));
  return mergePolicies(files, projectRoot, (file) => host.fs.realpathSync(file));
}

/**
 * Every file by itself, nearest first: what it says, or the stop that it is. A file that is not there is left out.
 * `paths`: absolute.
 */
export async function readPolicies(
  host: Host,
  projectRoot: string,
  paths = policyPaths(host, projectRoot),
): Promise<readonly (ReadFile | BrokenFile)[]> {
  const read = await fileReader(host, projectRoot);
  return paths.flatMap((file): (ReadFile | BrokenFile)[] => {
    try {
      const text = readText(host, file);
      return text === undefined ? [] : [read(file, text)];
    } catch (error) {
      if (!(error instanceof InterlockError)) throw error;
      return [{ file, error }];
    }
  });
}

async function fileReader(host: Host, projectRoot: string): Promise<(file: string, text: string) => ReadFile> {
  const { readPolicyFile, refusePrograms } = await import('./read-file.ts');
  const own = ownPolicyPaths(host);
  const now = host.now();
  const folders = policyFolders(host);
  return (file, text) => {
    const folder = path.dirname(file);
    const { says, spotOf } = readPolicyFile(file, text);
    const isOwn = own.includes(file);
    if (!isOwn) refusePrograms(file, says);
    if (!isOwn && says.smoke !== undefined) needOwner(host, file);
    return { file, says, folder: folders.includes(folder) ? folder : projectRoot, isOwn, spotOf, now };
  };
}

/** What a stranger has put into a folder above, `/tmp` say, runs nothing. Windows knows no owners by a number. Throws `policy-invalid`. */
function needOwner(host: Host, file: string): void {
  const owner = host.fs.statSync(file).uid;
  if (owner === 0 || owner === host.fs.statSync(host.cwd).uid) return;
  throw new InterlockError('policy-invalid', {
    why: `${file}: "smoke" names a program, and this file belongs to somebody else than the folder that this was typed in.`,
    next: [
      `Look at what it names. A file that you may trust is given to you by: chown "$(id -u)" ${quoteArgv([file])}`,
    ],
  });
}

/**
 * Nearest first. No file can make milder what a farther one says: every file's word on a database is kept, and the
 * strictest wins when it is judged; a database that any file names under `environments` is not disposable;
 * the farthest `repository` and `restoreUrl` count, the largest `cheapBytes`, `keep`, `lockTimeoutSeconds` and `proofSeconds`, the strictest of each word on freshness, and
 * `reuse` where all that speak of it agree; and a `verify` of true.
 */
export function mergePolicies(
  files: readonly PolicyOf[],
  projectRoot: string,
  realpath: (file: string) => string = (file) => file,
): Policy {
  const says = files.map((each) => each.says);
  const settled = files.map((file) => settleNames(file, projectRoot, realpath));
  const environments = settled.flatMap((each) => each.environments);
  const disposable = settled.flatMap((each) => each.disposable);
  const names = settled.flatMap((each) => each.names);
  const forbidden = files.flatMap(readForbids);
  const rules = files.flatMap((file) => readRules(file, projectRoot, realpath));
  const named = new Set(environments.map(({ target }) => target));
  const largest = (key: Exclude<keyof typeof defaults, 'repository'>) => {
    const set = says.flatMap((each) => each.backup?.[key] ?? []);
    return set.length > 0 ? Math.max(...set) : defaults[key];
  };
  // The machine's word comes last and counts.
  const engine = Object.fromEntries(settled.flatMap((each) => each.engines));
  const farthest = files.findLast((each) => each.says.backup?.repository !== undefined);
  const repository = farthest?.says.backup?.repository ?? defaults.repository;
  const staging = path.join(projectRoot, '.prisma-interlock', 'repository');
  return {
    files: files.map(({ file }) => file),
    environments,
    disposable: [...new Set(disposable)].filter((target) => !named.has(target)),
    ...(names.length > 0 && { names }),
    ...(forbidden.length > 0 && { forbid: forbidden }),
    ...(rules.length > 0 && { rules }),
    ...mostRows(says),
    ...smokes(files, projectRoot),
    backup: {
      repository: placeOf(repository, farthest?.folder ?? projectRoot, staging),
      cheapBytes: largest('cheapBytes'),
      lockTimeoutMs: largest('lockTimeoutSeconds') * 1000,
      keep: largest('keep'),
      proofSeconds: largest('proofSeconds'),
      bounds: mergeBounds(says),
      ...(Object.keys(engine).length > 0 && { engine }),
      freshness: mergeFreshness(says),
      reuse: commonReuse(says),
      ...perPlace('verify', says, true),
      ...perPlace('snapshot', says, false),
      ...restoreUrl(says),
    },
  };
}

function mostRows(says: readonly PolicyFile[]): Pick<Policy, 'undeclaredRows'> {
  const set = says.flatMap((each) => each.undeclaredRows ?? []);
  return set.length > 0 ? { undeclaredRows: Math.min(...set) } : {};
}

function smokes(files: readonly PolicyOf[], projectRoot: string): Pick<Policy, 'smoke'> {
  const found = files.flatMap(({ says: { smoke }, file, isOwn }): Smoke[] => {
    if (smoke === undefined) return [];
    const { run, timeoutSeconds = 60 } = typeof smoke === 'string' || Array.isArray(smoke) ? { run: smoke } : smoke;
    return [{ run, timeoutSeconds, folder: isOwn ? projectRoot : path.dirname(file) }];
  });
  return found.length > 0 ? { smoke: found } : {};
}

function restoreUrl(says: readonly PolicyFile[]): { readonly restoreUrl?: RestoreUrl } {
  const named = says.findLast((each) => each.backup?.restoreUrl !== undefined)?.backup?.restoreUrl;
  if (named === undefined) return {};
  return { restoreUrl: named.includes('://') ? { url: secret(named) } : { variable: named } };
}

function mergeFreshness(says: readonly PolicyFile[]): Freshness {
  const set = says.flatMap((each) => each.backup?.freshness ?? []);
  const ages = set.flatMap(({ maxAge }) => (maxAge === undefined ? [] : (parseDuration(maxAge) ?? 0)));
  const ratios = set.flatMap(({ minSizeRatio }) => minSizeRatio ?? []);
  return {
    maxAgeMs: ages.length > 0 ? Math.min(...ages) : defaultFreshness.maxAgeMs,
    verified: set.some(({ verified }) => verified === true),
    minSizeRatio: ratios.length > 0 ? Math.max(...ratios) : defaultFreshness.minSizeRatio,
  };
}

/** The largest of each word. */
function mergeBounds(says: readonly PolicyFile[]): Bounds {
  const pinned = says.flatMap((each) => each.backup?.keepPinned ?? []);
  const manual = says.flatMap((each) => each.backup?.keepManual ?? []);
  const most = (numbers: readonly (number | undefined)[], otherwise: number) => {
    const set = numbers.filter((number) => number !== undefined);
    return set.length > 0 ? Math.max(...set) : otherwise;
  };
  const { count, bytes } = pinnedBound;
  return {
    pinned: {
      count: most(
        pinned.map((one) => one.count),
        count,
      ),
      bytes: most(
        pinned.map((one) => one.bytes),
        bytes,
      ),
    },
    ...(manual.length > 0 && {
      manual: {
        days: most(
          manual.map((one) => one.days),
          0,
        ),
        weeks: most(
          manual.map((one) => one.weeks),
          0,
        ),
      },
    }),
  };
}

function commonReuse(says: readonly PolicyFile[]): readonly EnvironmentName[] {
  const [first = [], ...others] = says.flatMap((each) => (each.backup?.reuse === undefined ? [] : [each.backup.reuse]));
  return first.filter((name) => others.every((other) => other.includes(name)));
}

/** By environment; where files differ, `wins` does. Nothing where no file says anything. */
function perPlace(
  key: 'verify' | 'snapshot',
  says: readonly PolicyFile[],
  wins: boolean,
): { readonly verify?: PerEnvironment; readonly snapshot?: PerEnvironment } {
  const merged: Partial<Record<EnvironmentName, boolean>> = {};
  for (const said of says.flatMap((each) => each.backup?.[key] ?? [])) {
    for (const place of places) {
      const value = typeof said === 'boolean' ? said : said[place];
      if (value !== undefined && merged[place] !== wins) merged[place] = value;
    }
  }
  return Object.keys(merged).length > 0 ? { [key]: merged } : {};
}

/** A policy file that is there and is none. */
interface BrokenFile {
  readonly file: string;
  readonly error: InterlockError;
}

/** A policy file that was read and is valid. */
export type ReadFile = Required<PolicyOf>;
