import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { findNeighbours } from '../../src/gate/neighbours.ts';
import { createHost, type Host } from '../../src/host.ts';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'neighbours-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const host = Object.create(createHost(), { cwd: { value: folder } }) as Host;

const start = (datasource: string) => ({ form: 'rpc', command: '', datasource, schemas: [] }) as const;
const neverAsked = () => Promise.reject(new Error('The engine was asked.'));

const execute = (url: string, script: string) =>
  findNeighbours(
    host,
    start(''),
    { method: 'dbExecute', params: { datasourceType: { tag: 'url', url }, script } },
    neverAsked,
  );

async function urlsOf(url: string, script: string): Promise<string[]> {
  const { named, untold } = await execute(url, script);
  return [...named.map((each) => each.url), ...(untold === undefined ? [] : [`? ${untold}`])];
}

describe('a file that a script attaches', () => {
  mkdirSync(path.join(folder, 'data'), { recursive: true });
  symlinkSync(path.join(folder, 'data'), path.join(folder, 'link'));
  const at = (name: string) => `file:${path.join(folder, name)}`;

  test.each([
    ['prod.db', at('prod.db')],
    ['./data/../prod.db', at('prod.db')],
    [path.join(folder, 'prod.db'), at('prod.db')],
    ['file:prod.db', at('prod.db')],
    ['file:prod.db?mode=rwc', at('prod.db')],
    ['file:my%20prod.db', at('my prod.db')],
    [pathToFileURL(path.join(folder, 'my prod.db')).href, at('my prod.db')],
    [`file://localhost${folder}/prod.db`, at('prod.db')],
    ['file://elsewhere/prod.db', '? what it runs could not be read'],
    ['what?.db', '? a file whose name cannot be read'],
  ])('as %s is looked for where SQLite would', async (name, expected) => {
    expect(await urlsOf('file:dev.db', `ATTACH '${name}' AS p; DROP TABLE p.t`)).toEqual([expected]);
  });

  test('and that is none is none', async () => {
    for (const name of [':memory:', '', 'file::memory:']) {
      expect(await urlsOf('file:dev.db', `ATTACH '${name}' AS p; DROP TABLE p.t`)).toEqual([]);
    }
  });
});

describe('a database of the same server', () => {
  test('is reached as the one that the SQL is sent to', async () => {
    const url = 'mysql://u:p%40ss@127.0.0.1:9/app?connection_limit=1';
    expect(await urlsOf(url, 'DROP TABLE `other db`.t')).toEqual([
      'mysql://u:p%40ss@127.0.0.1:9/other%20db?connection_limit=1',
    ]);
    expect(await urlsOf(url, 'DROP TABLE app.t')).toEqual([]);
    expect(await urlsOf('postgresql://u@127.0.0.1:9/app?schema=x', 'DROP DATABASE "Other"')).toEqual([
      'postgresql://u@127.0.0.1:9/Other?schema=x',
    ]);
  });
});

describe('migrations', () => {
  const migration = (name: string, value: string) => ({ path: name, migrationFile: { content: { tag: 'ok', value } } });
  const params = (...scripts: string[]) => ({
    migrationsList: { migrationDirectories: scripts.map((sql, at) => migration(`${at}`, sql)) },
  });
  const attach = "ATTACH 'prod.db' AS p; DROP TABLE p.t";

  test('that an ordinary project has cost no question to the engine', async () => {
    const request = { method: 'applyMigrations', params: params('CREATE TABLE a (b); DROP TABLE c') };
    expect(await findNeighbours(host, start('file:dev.db'), request, neverAsked)).toEqual({
      named: [],
      untold: undefined,
    });
  });

  test('count all where the engine does not say which are pending', async () => {
    const request = { method: 'applyMigrations', params: params(attach, 'DROP TABLE c') };
    const { named } = await findNeighbours(host, start('file:dev.db'), request, neverAsked);
    expect(named).toMatchObject([{ risk: 'destroy', via: 'main' }]);
  });

  test('that are replayed count as well, where no shadow database is named', async () => {
    for (const method of ['devDiagnostic', 'createMigration', 'evaluateDataLoss']) {
      const { named } = await findNeighbours(
        host,
        start('file:dev.db'),
        { method, params: params(attach) },
        neverAsked,
      );
      expect(named).toMatchObject([{ risk: 'destroy', via: 'shadow' }]);
    }
  });

  test('that are replayed on a server of its own reach that one', async () => {
    const shadowDatabaseUrl = 'mysql://u@127.0.0.2:9/shadow';
    const datasource = JSON.stringify({ url: 'mysql://u@127.0.0.1:9/app', shadowDatabaseUrl });
    const request = { method: 'devDiagnostic', params: params('DROP TABLE other.t') };
    const { named } = await findNeighbours(host, start(datasource), request, neverAsked);
    expect(named.map(({ url }) => url)).toEqual(['mysql://u@127.0.0.2:9/other']);
  });
});
