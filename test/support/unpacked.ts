import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Packages of another suite than the system's own, which are unpacked beside and run by their own loader. */
export interface Suite {
  readonly distribution: 'debian' | 'ubuntu';
  readonly suites: string;
  /** With what each of them needs. */
  readonly packages: readonly string[];
  /** Without. */
  readonly alone?: readonly string[];
}

const mirrors = {
  debian: { uri: 'http://deb.debian.org/debian', components: 'main', keyring: 'debian-archive-keyring' },
  ubuntu: { uri: 'http://archive.ubuntu.com/ubuntu', components: 'main universe', keyring: 'ubuntu-archive-keyring' },
} as const;

/** Outside of the checkout: it outlives it, and nothing of it is committed. A server that root starts runs as another. */
export function cacheFolder(): string {
  const cache = process.getuid?.() === 0 ? '/var/cache' : process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'prisma-interlock-test-servers');
}

/** The folder that holds the packages' files, got by apt where they are not there yet. Throws with what is needed. */
export async function unpacked(name: string, suite: Suite): Promise<string> {
  const home = join(cacheFolder(), name);
  if (existsSync(home)) return home;
  if (process.platform !== 'linux' || process.arch !== 'x64' || !onPath('apt-get')) {
    throw new Error(
      `${name} is got as packages of ${suite.distribution} (${suite.suites}): that takes apt-get, on Linux on x64.`,
    );
  }
  const making = `${home}.${process.pid}`;
  try {
    await download(making, suite);
    mkdirSync(join(making, 'root'));
    for (const file of packagesIn(making)) await run('dpkg-deb', ['-x', file, join(making, 'root')]);
    rmSync(join(making, 'apt'), { recursive: true });
    renameSync(making, home);
  } catch (error) {
    throw new Error(`${name} could not be had from ${mirrors[suite.distribution].uri}: ${(error as Error).message}`);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return home;
}

/** A state of apt's own, in which nothing is installed: what is asked for comes with all that it needs, libc too. */
async function download(folder: string, { distribution, suites, packages, alone = [] }: Suite): Promise<void> {
  const { uri, components, keyring } = mirrors[distribution];
  const apt = join(folder, 'apt');
  for (const each of ['state/lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, each), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  const source = `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: ${components}\nSigned-By: ${await keyOf(keyring)}\n`;
  writeFileSync(join(apt, 'of.sources'), source);
  const settings = {
    'Dir::State': join(apt, 'state'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': join(apt, 'cache'),
    'Dir::Etc::sourcelist': join(apt, 'of.sources'),
    'Dir::Etc::sourceparts': '-',
    'APT::Architecture': 'amd64',
    'Debug::NoLocking': '1',
  };
  const config = join(apt, 'config');
  writeFileSync(
    config,
    Object.entries(settings)
      .map(([key, value]) => `${key} "${value}";\n`)
      .join(''),
  );
  const options = { env: { ...process.env, APT_CONFIG: config, LC_ALL: 'C' }, maxBuffer: 1 << 26, timeout: 600_000 };
  const archives = join(apt, 'cache/archives');
  await run('apt-get', ['update'], options);
  await run('apt-get', ['install', '--yes', '--no-install-recommends', '--download-only', ...packages], options);
  if (alone.length > 0) await run('apt-get', ['download', ...alone], { ...options, cwd: archives });
}

function packagesIn(folder: string): string[] {
  const archives = join(folder, 'apt/cache/archives');
  return readdirSync(archives)
    .filter((file) => file.endsWith('.deb'))
    .map((file) => join(archives, file));
}

/** Ubuntu's keys are a package of Debian's. */
async function keyOf(keyring: string): Promise<string> {
  const installed = `/usr/share/keyrings/${keyring}.gpg`;
  if (existsSync(installed)) return installed;
  if (keyring === mirrors.debian.keyring) throw new Error(`${installed} is not there: install ${keyring}`);
  const home = await unpacked(keyring, { distribution: 'debian', suites: 'sid', packages: ['ubuntu-keyring'] });
  return join(home, 'root', installed);
}

/** Writes `name` into `folder`: a program of `root` started by the loader and with the libraries that came with it. */
export function wrap(root: string, program: string, folder: string, name: string): string {
  const libraries = ['lib', 'usr/lib', 'lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'usr/lib/mysql/private'];
  const path = libraries.map((each) => join(root, each)).join(':');
  // Others are links to a path from the system's root.
  const loaders = ['lib', 'usr/lib'].map((each) => join(root, each, 'x86_64-linux-gnu/ld-linux-x86-64.so.2'));
  const loader = loaders.find((file) => existsSync(file));
  if (loader === undefined) throw new Error(`${root} has no loader`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\nexec ${loader} --library-path ${path} ${join(root, program)} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}
