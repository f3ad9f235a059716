/** What servers themselves say which database a URL leads to. */
import { once } from 'node:events';
import { linkSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../src/host.ts';
import { maybeSame, sameDatabase, surelySame } from '../../src/target/identity.ts';
import { createLooker } from '../../src/target/look.ts';
import { createTarget } from '../../src/target/target.ts';
import type { Target } from '../../src/types.ts';
import { createMariadbDatabase, createPostgresDatabase, type TestDatabase } from '../support/servers.ts';

const host = createHost();
const look = (url: string): Promise<Target> => createLooker(host).at(createTarget(host, url, 'main', 'a test', '/'));
const rename = (url: string, name: string) => {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
};

describe.each([
  ['PostgreSQL', createPostgresDatabase],
  ['MariaDB', createMariadbDatabase],
])('%s', (_, create) => {
  let one: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    one = await create();
    other = await create();
  });
  afterAll(async () => {
    await one?.drop();
    await other?.drop();
  });

  it('says of itself the same under two spellings of its host, and something else of its neighbour', async () => {
    const [direct, named, neighbour] = await Promise.all([
      look(one.url),
      look(one.url.replace('127.0.0.1', 'localhost')),
      look(other.url),
    ]);
    expect(direct.look).toMatchObject({ exists: true, identity: { here: `localhost:${one.port}` } });
    expect(direct.identity.server).toEqual(named.identity.server);
    expect(surelySame(direct.identity, named.identity)).toBe(true);
    expect(sameDatabase(direct.identity, neighbour.identity)).toBe(false);
  });

  it('is looked at once where that was begun, and again where nothing had answered', async () => {
    let connections = 0;
    let refuses = false;
    const relay = createServer((socket) => {
      connections += 1;
      if (refuses) return void socket.destroy();
      const server = connect(one.port, '127.0.0.1');
      socket.pipe(server).pipe(socket);
      for (const end of [socket, server]) end.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    try {
      const url = one.url.replace(`:${one.port}`, `:${(relay.address() as AddressInfo).port}`);
      const target = createTarget(host, url, 'main', 'a test', '/');
      await createLooker(host).at(target);
      // A server that knows no TLS is asked twice.
      const once = connections;
      const looker = createLooker(host);
      looker.begin(target);
      expect((await looker.at(target)).look?.exists).toBe(true);
      expect(connections).toBe(2 * once);

      refuses = true;
      const another = createLooker(host);
      another.begin(target);
      while (connections === 2 * once) await new Promise((resolve) => setTimeout(resolve, 5));
      const refused = connections;
      refuses = false;
      expect((await another.at(target)).look?.exists).toBe(true);
      expect(connections).toBe(refused + once);
    } finally {
      relay.close();
    }
  });

  // quaint/src/connector/{postgres,mysql}/url.rs: the name is the first part of the path.
  it.each(['/', '/x', '//', '/x/y?connection_limit=1', '?port=1&dbname=none&database=none'])(
    'is there with %s behind its name, as for Prisma',
    async (behind) => {
      const [plain, other] = await Promise.all([look(one.url), look(`${one.url}${behind}`)]);
      expect(other.look?.exists).toBe(true);
      expect(surelySame(plain.identity, other.identity)).toBe(true);
      expect(other.identity.server).toEqual(plain.identity.server);
    },
  );

  it('is known by its server where the address is another', async () => {
    const { identity } = await look(one.url);
    const tunnel = { ...identity, port: 4000, server: identity.server && { ...identity.server, here: undefined } };
    expect(sameDatabase(identity, tunnel)).toBe(true);
    expect(surelySame(identity, tunnel)).toBe(false);
    const { server: _, ...unasked } = tunnel;
    expect(maybeSame(identity, unasked)).toBe(false);
  });

  it('is not there', async () => {
    expect((await look(rename(one.url, 'prisma_interlock_none'))).look?.exists).not.toBe(true);
  });

  it('answers nothing, and is waited for as long as the URL says', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const found = await look(`${one.url.replace(`:${one.port}/`, `:${port}/`)}?connect_timeout=1`);
    silent.close();
    expect(found.look).toMatchObject({ exists: undefined, problem: expect.stringMatching(/time/i) });
    expect(found.look?.problem).not.toContain(one.password);
    expect(found.identity.server).toBeUndefined();
  });
});

describe('SQLite', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'look-')));
  const file = join(folder, 'dev.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one file under each of its names, and the same place only under its own', async () => {
    writeFileSync(file, '');
    linkSync(file, join(folder, 'hard.db'));
    symlinkSync(file, join(folder, 'soft.db'));
    const [own, hard, soft] = await Promise.all(
      ['dev.db', 'hard.db', 'soft.db'].map((name) => look(`file:${join(folder, name)}`)),
    );
    expect(own && hard && sameDatabase(own.identity, hard.identity)).toBe(true);
    expect(own && hard && surelySame(own.identity, hard.identity)).toBe(false);
    expect(own && soft && surelySame(own.identity, soft.identity)).toBe(true);
  });

  it('is known when it was moved, and not when another took its inode', async () => {
    const before = await look(`file:${file}`);
    renameSync(file, join(folder, 'moved.db'));
    const moved = await look(`file:${join(folder, 'moved.db')}`);
    expect(sameDatabase(before.identity, moved.identity)).toBe(true);
    rmSync(join(folder, 'moved.db'));
    rmSync(join(folder, 'hard.db'));
    writeFileSync(join(folder, 'new.db'), '');
    expect(sameDatabase(before.identity, (await look(`file:${join(folder, 'new.db')}`)).identity)).toBe(false);
  });

  it('is not there', async () => {
    expect((await look(`file:${join(folder, 'none.db')}`)).look).toEqual({ exists: false, stamp: 'none' });
  });
});
