import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isHere } from '../../src/target/hosts.ts';
import { identify, maybeSame, sameDatabase, surelySame } from '../../src/target/identity.ts';
import { labelOf } from '../../src/target/label.ts';

const base = { cwd: '/srv/app', realpath: (file: string) => file };
const of = (url: string) => identify(url, base);
const label = (url: string) => labelOf(of(url), '/srv/app');

describe('one database', () => {
  it.each([
    ['localhost', '127.0.0.1'],
    ['localhost', '[::1]'],
    ['localhost', 'LOCALHOST'],
    ['localhost', '127.1'],
    ['localhost', '0.0.0.0'],
    ['localhost', '[::ffff:127.0.0.1]'],
    ['localhost', 'localhost.'],
    ['localhost', 'localhost:5432'],
    ['db.example.com', 'DB.Example.com:5432'],
    ['db.example.com', 'd%62.example.com'],
  ])('is the same at %s and at %s', (one, other) => {
    expect(of(`postgres://a:b@${one}/app?schema=x`)).toEqual(
      of(`postgresql://c@${other}/%61pp?connection_limit=1&schema=y`),
    );
  });

  it.each(['127.0.0.2', '[::ffff:127.0.0.2]'])('is another place at %s, and the same for what is stricter', (host) => {
    const [one, other] = [of('postgresql://localhost:5433/app'), of(`postgresql://${host}:5433/app`)];
    expect(sameDatabase(one, other)).toBe(false);
    expect(surelySame(one, other)).toBe(false);
    expect(maybeSame(one, other)).toBe(true);
    expect(maybeSame(of('postgresql://localhost:5434/app'), other)).toBe(false);
    expect(isHere(other)).toBe(true);
  });

  it('is told from others by host, port, name and letter case of the name', () => {
    const urls = [
      'pg.example/app',
      'pg.example/App',
      'pg.example:6543/app',
      'pg2.example/app',
      '[fd00::1]/app',
      'localhost/app?host=/run/pg',
    ];
    const identities = urls.map((url) => of(`postgresql://${url}`));
    for (const [index, one] of identities.entries()) {
      for (const [place, other] of identities.entries()) expect(sameDatabase(one, other)).toBe(index === place);
    }
  });

  // quaint/src/connector/{postgres,mysql}/url.rs: the first part of the path, the last of a parameter, no parentheses.
  it.each([
    ['postgresql://h/app', 'postgresql://h/app/'],
    ['postgresql://h/app', 'postgresql://h/app/x'],
    ['postgresql://h/app', 'postgresql://h/app//?schema=y'],
    ['mysql://h/app', 'mysql://h/app/'],
    ['mysql://h/app', 'mysql://h/app/x/y'],
    ['mysql://h/app?socket=/run/my.sock', 'mysql://other:3307/app?socket=(/run/my.sock)'],
    ['mysql://h/app?socket=/run/my.sock', 'mysql://h/app?socket=%28/run/my.sock%29'],
    ['mysql://h/app?socket=/run/my.sock', 'mysql://h/app?socket=/run/else.sock&socket=/run/my.sock'],
    ['postgresql://h/app?host=/run/pg', 'postgresql://h/app?host=/tmp&host=/run/pg/'],
    ['postgresql://h/app?host=/run/pg', 'postgresql://x:5432/app?host=/run/pg'],
    ['postgresql://h/app', 'postgresql://h/app?port=5433&dbname=other&hostaddr=10.0.0.9&user=x'],
    ['mysql://h/app', 'mysql://h/app?port=3307&database=other&host=10.0.0.9'],
    ['file:./dev.db', 'file:file:./dev.db'],
    ['file:./dev.db', 'file:file:file:dev.db?connection_limit=1'],
    // As the engine reads them where it takes them at all.
    ['file:./dev.db', 'sqlite:./dev.db'],
    ['file:./dev.db', 'FILE:./dev.db'],
  ])('is the same for %s and %s, as Prisma reads them', (one, other) => {
    expect(of(other)).toEqual(of(one));
  });

  it('has the port of its socket, which tells the servers of one folder apart', () => {
    const [one, other] = [5432, 5433].map((port) => of(`postgresql://u@localhost:${port}/app?host=/run/pg`));
    expect(one && other && sameDatabase(one, other)).toBe(false);
    expect([one, other].map((identity) => identity && labelOf(identity, '/'))).toEqual([
      'app@/run/pg',
      'app@/run/pg:5433',
    ]);
    // As a manifest of 0.1.0 has it.
    expect(other && sameDatabase({ ...other, port: 0 }, other)).toBe(true);
  });

  it('does not change with user, password or the order of parameters, whatever they hold', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.uniqueArray(fc.webQueryParameters(), { maxLength: 3 }),
        (user, password, parameters) => {
          const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
          const query = parameters
            .filter((each) => !/host|socket/i.test(decodeURIComponent(each)))
            .map((each, at) => `p${at}=${encodeURIComponent(each)}`);
          const one = of(`postgresql://${login}@db.example.com/app?${query.join('&')}`);
          const other = of(`postgresql://db.example.com:5432/app?${[...query].reverse().join('&')}`);
          expect(one).toEqual(other);
        },
      ),
    );
  });

  it('has any name, which comes back from its URL and never brings a control character into the label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (name) => {
        // A URL takes these two for steps up and down.
        fc.pre(!/^\.{1,2}$/.test(name));
        const identity = of(`postgresql://u:topsecret@db.example.com/${encodeURIComponent(name)}`);
        expect(identity.database).toBe(name);
        expect(labelOf(identity, '/')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]|topsecret/);
      }),
    );
  });

  it.each([
    ['mysql://r@h.example/app', 'mysql://x:y@H.example:3306/app?sslaccept=strict'],
    ['sqlserver://h.example:1433;database=app;user=sa;password={a;b=c}', 'sqlserver://H.example;user=x;DATABASE=app'],
    ['mongodb://a.example,b.example:27017/app', 'mongodb://u:p@B.example,a.example/app?replicaSet=r'],
    [
      'postgresql://postgres.abcd:p@aws-0-eu.pooler.supabase.com:6543/postgres',
      'postgresql://postgres:p@db.abcd.supabase.co:5432/postgres',
    ],
    ['postgresql://u@ep-cool-1-pooler.eu.aws.neon.tech/app', 'postgresql://u@ep-cool-1.eu.aws.neon.tech/app'],
  ])('%s is %s', (one, other) => {
    expect(of(one)).toEqual(of(other));
  });

  it.each([
    ['postgresql://one:p@db.prisma.io/postgres', 'postgresql://two:p@db.prisma.io/postgres'],
    [
      'postgresql://postgres.one:p@x.pooler.supabase.com/postgres',
      'postgresql://postgres.two:p@x.pooler.supabase.com/postgres',
    ],
    [
      'prisma+postgres://accelerate.prisma-data.net/?api_key=one',
      'prisma+postgres://accelerate.prisma-data.net/?api_key=two',
    ],
  ])('keeps tenants of one host apart: %s, %s', (one, other) => {
    expect(sameDatabase(of(one), of(other))).toBe(false);
    expect(JSON.stringify([of(one), of(other)])).not.toMatch(/"(one|two)/);
  });

  it('is named without user and password, with its port where that is not the usual one', () => {
    expect(label('postgresql://u:p@db.example.com:6543/app')).toBe('app@db.example.com:6543');
    expect(label('postgresql://u:p@db.example.com:5432/app')).toBe('app@db.example.com');
    expect(label('mysql://u:p@[fd00::1]/app')).toBe('app@[fd00::1]');
    expect(label('file:./prisma/dev.db')).toBe('prisma/dev.db');
    expect(label('file:/other/dev.db')).toBe('/other/dev.db');
  });

  it('cannot be read from what is no URL, and the error does not repeat it', () => {
    for (const url of [
      '',
      'app',
      'postgresql://u:hunter2@[bad/app',
      'postgresql://h:port/hunter2',
      'sqlserver://;password=hunter2',
    ]) {
      expect(() => of(url)).toThrow(/^The connection URL cannot be read\.$/);
    }
  });
});

describe('a SQLite file', () => {
  it('is the same through links, by relative and absolute path, there or not', () => {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'identity-')));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    fs.mkdirSync(path.join(folder, 'real'));
    fs.symlinkSync('real', path.join(folder, 'link'));
    const at = { cwd: path.join(folder, 'link'), realpath: (file: string) => fs.realpathSync(file) };
    const urls = [
      'file:./a.db',
      'file:a.db?connection_limit=1',
      `file:${folder}/link/a.db`,
      `file:${folder}/real/../real/a.db`,
    ];
    for (const there of [false, true]) {
      if (there) fs.writeFileSync(path.join(folder, 'real/a.db'), '');
      for (const url of urls) expect(identify(url, at).database).toBe(path.join(folder, 'real/a.db'));
    }
  });
});
