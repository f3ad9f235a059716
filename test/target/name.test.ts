import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify, sameDatabase } from '../../src/target/identity.ts';
import { labelOf } from '../../src/target/label.ts';
import { bestFit, fitOf, type Nameable, readName, settleName } from '../../src/target/name.ts';

const root = '/srv/app';
const realpath = (file: string) => file;
const of = (url: string): Nameable & { identity: ReturnType<typeof identify> } => {
  const identity = identify(url, { cwd: root, realpath });
  return { identity, label: labelOf(identity, root) };
};
const fits = (name: string, database: Nameable, folder = root) =>
  bestFit(settleName(name, folder, root, realpath), database);

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const host = fc.oneof(
  fc.constantFrom('localhost', '10.0.0.5', 'fd00::1', 'db', 'db.example.com', 'pg-1.example.com'),
  word.map((name) => `${name}.example.com`),
);
const port = fc.constantFrom(undefined, 3306, 5432, 5433, 6543);
const server = fc.record({
  scheme: fc.constantFrom('postgresql' as const, 'mysql' as const),
  host,
  port,
  database: fc.oneof(
    word,
    word.map((name) => `${name}-App.1`),
    word.map((name) => `${name} ${name}`),
  ),
});
type Server = typeof server extends fc.Arbitrary<infer T> ? T : never;

const loopback = ['localhost', '127.0.0.1', '[::1]', 'LocalHost', '127.1', '0.0.0.0', 'localhost.'];
const usual = { postgresql: 5432, mysql: 3306 } as const;

/** Every way to write it that people have. */
function spellings({ scheme, host, port, database }: Server): string[] {
  const hosts =
    host === 'localhost' ? loopback : host.includes(':') ? [`[${host}]`] : [host, host.toUpperCase(), `${host}.`];
  const isUsual = port === undefined || port === usual[scheme];
  const ports = isUsual ? ['', `:${usual[scheme]}`] : [`:${port}`];
  const name = encodeURIComponent(database);
  return hosts.flatMap((at) =>
    ports.flatMap((behind) => [
      `${database}@${at}${behind}`,
      ` ${database}@${at}${behind}\t`,
      `${scheme}://${at}${behind}/${name}`,
      `${scheme.toUpperCase()}://u@${at}${behind}/${name}?schema=x&connection_limit=1`,
      `${scheme}://u:p%40w@${at}${behind}/${name}`,
      `u@${at}${behind}/${name}`,
      ...(behind === '' ? [] : [`${at}${behind}/${name}`, `${at}${behind}/${name}?sslmode=require`]),
      ...(scheme === 'mysql' ? [`mariadb://${at}${behind}/${name}`] : [`postgres://${at}${behind}/${name}`]),
    ]),
  );
}

const urlOf = ({ scheme, host, port, database }: Server) =>
  `${scheme}://u:p@${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}/${encodeURIComponent(database)}`;

describe('a database of a server', () => {
  it('is meant by every spelling of it', () => {
    fc.assert(
      fc.property(server, (one) => {
        const database = of(urlOf(one));
        for (const name of [database.label, ...spellings(one)])
          expect([name, fits(name, database)]).toEqual([name, 'exact']);
      }),
    );
  });

  it('is meant by another loopback address only for what is stricter', () => {
    const database = of('postgresql://u:p@127.0.0.2:5433/app');
    expect(fits('app@localhost:5433', database)).toBe('alike');
    expect(fits('app@127.0.0.3:5433', database)).toBe('alike');
    expect(fits('app@127.0.0.2:5433', database)).toBe('exact');
    expect(fits('app@localhost:5434', database)).toBeUndefined();
  });

  it('is meant by no spelling of another one', () => {
    fc.assert(
      fc.property(server, server, (one, other) => {
        const [database, another] = [of(urlOf(one)), of(urlOf(other))];
        // One label may be that of a PostgreSQL and of a MySQL, each at its usual port.
        fc.pre(!sameDatabase(database.identity, another.identity) && database.label !== another.label);
        fc.pre(database.label.toLowerCase() !== another.label.toLowerCase());
        const isOther = (name: string) => fits(name, another) === undefined;
        expect(spellings(one).filter((name) => !isOther(name))).toEqual([]);
      }),
    );
  });

  it('is meant by its label, whatever characters its name has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (name) => {
        fc.pre(!/^\.{1,2}$/.test(name));
        const database = of(`postgresql://db.example.com:6543/${encodeURIComponent(name)}`);
        expect(fits(database.label, database)).toBe('exact');
      }),
      { examples: [[' / '], ['/ '], ['a/b'], ['./x']] },
    );
  });

  it('of a name in other letters only a stricter word may count', () => {
    const database = of('postgresql://localhost:5433/app');
    for (const name of ['APP@localhost:5433', 'App@127.0.0.1:5433', 'localhost:5433/aPP']) {
      expect(fits(name, database)).toBe('alike');
    }
    expect(fits('app2@localhost:5433', database)).toBeUndefined();
  });

  it.each([
    ['postgresql://u@localhost/app?host=/var/run/postgresql', 'app@/var/run/postgresql/', 'exact'],
    ['postgresql://u@localhost/app?host=/var/run/postgresql', 'app@localhost', undefined],
    ['postgresql://db.abcdef.supabase.co:5432/postgres', 'postgres@db.abcdef.supabase.co:6543', 'exact'],
    ['postgresql://u@ep-a.eu.aws.neon.tech/app', 'app@ep-a-pooler.eu.aws.neon.tech', 'exact'],
    ['sqlserver://h.example:1433;database=app', 'sqlserver://H.example;user=sa;database=app', 'exact'],
    ['sqlserver://h.example:1433;database=app', 'app@h.example', 'exact'],
    ['mongodb://a.example,b.example/app', 'mongodb://b.example:27017,A.example/app', 'exact'],
    ['mysql://localhost/app', 'postgresql://localhost/app', undefined],
    ['mysql://localhost/app', 'postgresql://localhost:3306/app', undefined],
    ['postgresql://localhost/app', 'app@localhost:5433', undefined],
    ['postgresql://localhost:5433/app', 'app@localhost', undefined],
  ])('%s by %s: %s', (url, name, fit) => {
    expect(fits(name, of(url))).toBe(fit);
  });
});

describe('an SQLite file', () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9_@-][a-zA-Z0-9_.@-]{0,6}[a-z]$/);
  const file = fc.array(part, { minLength: 1, maxLength: 3 });

  it('is meant by every path to it', () => {
    fc.assert(
      fc.property(file, (parts) => {
        const [path, database] = [parts.join('/'), of(`file:${parts.join('/')}`)];
        const names = [
          database.label,
          `./${path}`,
          `${root}/${path}`,
          `./x/../${path}`,
          `.\\${parts.join('\\')}`,
          `file:${path}`,
          `file:./${path}?connection_limit=1`,
          `file:${root}/${path}`,
          `file://${root}/${path}`,
          `FILE:./${path} `,
        ];
        for (const name of names) expect([name, fits(name, database)]).toEqual([name, 'exact']);
        expect(fits(`../${path}`, database, `${root}/below`)).toBe('exact');
      }),
    );
  });

  it('is meant by no path to another one', () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        fc.pre(one.join('/').toLowerCase() !== other.join('/').toLowerCase());
        const database = of(`file:${other.join('/')}`);
        for (const name of [`./${one.join('/')}`, `file:${one.join('/')}`, `${root}/${one.join('/')}`])
          expect(fits(name, database)).toBeUndefined();
      }),
    );
  });

  it('may lie in a folder whose name has a sign of addresses in it', () => {
    for (const name of ['packages/@acme/db/dev.db', '[id]/dev.db', 'a@b/c@d/dev.db']) {
      expect(fits(name, of(`file:./${name}`))).toBe('exact');
    }
  });
});

it.each([
  '',
  '  ',
  'app@',
  '@localhost',
  'localhost:5433',
  '[::1]:5433/',
  'app@localhost:',
  'app@localhost:db',
  'app@h:99999',
  'prisma/',
  'prisma\\',
  '..',
  'file:',
  'http://localhost/app',
  'jdbc:postgresql://localhost/app',
  'postgresql://[::1/app',
  'a\0b',
])('%j can be no database', (name) => {
  const read = readName(name);
  expect(read).toMatchObject({ kind: 'none', problem: expect.stringMatching(/\.$/) });
  // 0.1.0 compared text with text: what it would have found is found still.
  expect(fitOf('app@localhost', of('postgresql://localhost/app'))).toBe('exact');
});
