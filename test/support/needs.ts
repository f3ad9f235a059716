import { get } from 'node:http';
import { installFixtures } from './fixtures.ts';
import type { ServerInfo } from './server-process.ts';

/** What the tests of one run share. Each is there from the first test on that asks for it, until the run ends. */
export interface Shared {
  readonly postgres: ServerInfo;
  readonly mariadb: ServerInfo;
  /** The servers' own programs and pgBackRest, installed. */
  readonly programs: null;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Port of the loopback interface where `test/global-setup.ts` hands out what is shared. */
    shared: number;
  }
}

const inTests = process.env['VITEST'] !== undefined;

/** Starts or installs it, if no test of this run has asked for it yet. */
export async function need<Name extends keyof Shared>(name: Name): Promise<Shared[Name]> {
  const { inject } = await import('vitest');
  const port = inject('shared');
  if (port === undefined) throw new Error(`The fast tests have no ${name}: import what says that it is needed.`);
  return new Promise((resolve, reject) => {
    // A connection that is kept may be closed at the very moment in which it is used again.
    get({ host: '127.0.0.1', port, path: `/${name}`, agent: false }, async (response) => {
      const text = (await response.toArray()).join('');
      if (response.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(text));
    }).once('error', reject);
  });
}

/** Installs PostgreSQL, MariaDB and pgBackRest where that was not done yet. At a module's top level no test's time runs meanwhile. */
export async function needPrograms(): Promise<void> {
  if (inTests) await need('programs');
}

/** Installs them where that was not done yet. The programs that are no test (demo, bench) install by themselves. */
export async function needFixtures(...names: readonly string[]): Promise<void> {
  if (inTests) await installFixtures(names);
}
