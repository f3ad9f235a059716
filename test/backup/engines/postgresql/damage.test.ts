import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Unsaved } from '../../../../src/backup/operations/keep-present.ts';
import type { RestoreRequest } from '../../../../src/backup/operations/restore-request.ts';
import { oneOf } from '../../../support/sweep.ts';
import { type OwnDatabase, type OwnServer, startOwnServer } from './own-server.ts';

const block = 8192;

let server: OwnServer;
const useServer = (init: readonly string[]) => {
  beforeAll(async () => {
    server = await startOwnServer({ init });
  });
  afterAll(() => server.stop());
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

interface Damaged extends OwnDatabase {
  readonly id: string;
  /** Of a relation of the database, in SQL; absolute. */
  file(relation: string): Promise<string>;
  readonly folder: string;
}

/** A backup of it is there, and none of its blocks are in the server's memory: they are read from the disk. */
async function cold(): Promise<Damaged> {
  const at = await server.database();
  await at.run(`
    CREATE TABLE good (a int PRIMARY KEY, b text);
    INSERT INTO good SELECT i, 'x' FROM generate_series(1, 50) i;
    CREATE TABLE bad (id serial PRIMARY KEY, b text);
    INSERT INTO bad (b) SELECT repeat('y', 500) FROM generate_series(1, 300) i;
    CREATE TABLE refers (bad int REFERENCES bad (id));
    INSERT INTO refers SELECT i FROM generate_series(1, 300, 3) i;
    CREATE TABLE long (id int PRIMARY KEY, b text);
    ALTER TABLE long ALTER b SET STORAGE EXTERNAL;
    INSERT INTO long SELECT i, repeat('z', 5000) FROM generate_series(1, 20) i;
    CREATE VIEW both_of AS SELECT a FROM good UNION ALL SELECT id FROM bad;
  `);
  const id = await at.backUp();
  const origin = `${at.name} before`;
  await server.admin(`ALTER DATABASE ${quoted(at.name)} RENAME TO ${quoted(origin)}`);
  await server.admin(`CHECKPOINT`);
  const owner = new URL(at.url).username;
  await server.admin(`CREATE DATABASE ${quoted(at.name)} TEMPLATE ${quoted(origin)} OWNER ${owner} STRATEGY file_copy`);
  const [row] = await server.admin(`SELECT oid FROM pg_database WHERE datname = '${at.name}'`);
  return {
    ...at,
    id,
    folder: join(server.info.dataDir, 'base', String(row?.['oid'])),
    async file(relation) {
      // The copy has the files of its origin, which may be asked without reading anything of the copy.
      const [found] = await server.admin(`SELECT pg_relation_filenode(${relation}) AS node`, origin);
      return join(server.info.dataDir, 'base', String(row?.['oid']), String(found?.['node']));
    },
  };
}

function overwrite(file: string, blocks: readonly number[]): void {
  const bytes = readFileSync(file);
  for (const number of blocks) bytes.fill(0x7f, number * block, (number + 1) * block);
  writeFileSync(file, bytes);
}

const contents = async (at: OwnDatabase) =>
  (
    await at.rows(
      "SELECT (SELECT count(*) FROM good) || ' ' || (SELECT count(*) FROM bad) || ' ' || (SELECT count(*) FROM refers) || ' ' || nextval('bad_id_seq') AS n",
    )
  )[0]?.['n'];

/** Says no, and then yes: the first restore changes nothing. */
async function restoreOver(at: Damaged, more: Partial<RestoreRequest> = {}): Promise<{ asked: Unsaved; kept: string }> {
  let asked: Unsaved | undefined;
  const refusal = new Error('no');
  const no = at.restore(at.id, {
    ...more,
    acceptLoss: async (unsaved) => {
      asked = unsaved;
      throw refusal;
    },
  });
  await expect(no).rejects.toMatchObject({ cause: refusal });
  await expect(at.restore(at.id, more)).rejects.toMatchObject({
    message: expect.stringContaining('not everything of it could be saved'),
  });
  const before = readdirSync(at.folder).length;
  const { kept = '', isDamaged, before: saved } = await at.restore(at.id, { ...more, acceptLoss: async () => {} });
  expect({ isDamaged, kept }).toEqual({ isDamaged: true, kept: expect.stringMatching(/_interlock_damaged_\d{17}$/) });
  expect(saved === undefined).toBe(asked?.backup === undefined);
  // The damaged one lies where it was, with all its files.
  expect(readdirSync(at.folder).length).toBeGreaterThanOrEqual(before);
  expect(await contents(at)).toBe('50 300 100 301');
  if (asked === undefined) throw new Error('nobody was asked');
  return { asked, kept };
}

const ofCatalog = [
  ['pg_class_relname_nsp_index', 'an index of the catalog'],
  ['pg_attribute', 'the catalog of columns'],
] as const;
const ways = [
  ['restore', {}],
  ['undo', { undo: { project: undefined } }],
] as const;

describe.each([
  ['with checksums of its pages', ['--data-checksums'], /page verification failed|invalid page in block 3/],
  ['without them', [], /invalid page in block 3/],
] as const)('a damaged PostgreSQL database %s', (_, init, words) => {
  useServer(init);

  test.each(oneOf(ways, init.length))(
    'whose table has three pages overwritten is brought back by a %s, the rest saved first',
    async (_how, more) => {
      const at = await cold();
      overwrite(await at.file("'bad'::regclass"), [3, 4, 9]);
      const { asked } = await restoreOver(at, more);
      expect(asked.because).toMatch(words);
      expect(asked.incomplete).toEqual([
        expect.stringMatching(/^table public\.bad: its rows are not in the dump \(.*block 3/),
        expect.stringMatching(
          /^table public\.bad: 2\d\d rows of it are in rows-1\.sql, for psql; block 3, block 4, block 9 cannot be read$/,
        ),
      ]);
      expect(asked.backup?.id).toMatch(/before-(restore|undo)/);
    },
  );

  test.runIf(init.length === 0)('one whose file of a table is gone', async () => {
    const at = await cold();
    rmSync(await at.file("'bad'::regclass"));
    const { asked } = await restoreOver(at);
    expect(asked.incomplete[0]).toMatch(/^table public\.bad: its rows are not in the dump \(could not open file/);
  });

  test.runIf(init.length === 0)('one whose file of a sequence is gone', async () => {
    const at = await cold();
    rmSync(await at.file("'bad_id_seq'::regclass"));
    const { asked } = await restoreOver(at);
    expect(asked.incomplete.join('\n')).toMatch(/sequence public\.bad_id_seq/);
    expect(asked.backup).toBeDefined();
  });

  test.runIf(init.length === 0)(
    'one whose long values are damaged, of which the rows without them are saved',
    async () => {
      const at = await cold();
      overwrite(await at.file("(SELECT reltoastrelid FROM pg_class WHERE relname = 'long')"), [0]);
      const { asked } = await restoreOver(at);
      expect(asked.incomplete).toEqual([
        expect.stringMatching(/^table public\.long: its rows are not in the dump \(/),
        expect.stringMatching(/^table public\.long: 1\d rows of it are in rows-1\.sql, for psql; the row at \(/),
      ]);
    },
  );

  test.each(oneOf(ofCatalog, init.length))('one whose %s, %s, is overwritten', async (relation) => {
    const at = await cold();
    const file = await at.file(`'${relation}'::regclass`);
    overwrite(file, [...Array(readFileSync(file).length / block).keys()]);
    const { asked } = await restoreOver(at);
    expect(asked.incomplete.length).toBeGreaterThan(0);
  });

  test.runIf(init.length === 0)('one that lets nobody in, because its map of files is gone', async () => {
    const at = await cold();
    rmSync(join(at.folder, 'pg_filenode.map'));
    const { asked, kept } = await restoreOver(at);
    expect(asked.backup).toBeUndefined();
    expect(asked.incomplete).toEqual([expect.stringMatching(/^everything: nothing can be read \(.*pg_filenode.map/)]);
    expect(existsSync(at.folder)).toBe(true);
    expect(await server.admin(`SELECT FROM pg_database WHERE datname = '${kept}'`)).toHaveLength(1);
  });
});
