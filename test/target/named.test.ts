import { expect, it } from 'vitest';
import { targetNamed } from '../../src/target/named.ts';

const base = { cwd: '/work', realpath: (file: string) => file };

it.each([
  ['app@localhost:5433', 'app@localhost:5433', 'postgresql'],
  ['127.0.0.1:5432/app', 'app@localhost', 'postgresql'],
  ['mariadb://u@db.example.com/app', 'app@db.example.com', 'mysql'],
  ['app@/var/run/postgresql', 'app@/var/run/postgresql', 'postgresql'],
  ['prisma\\dev.db', 'prisma/dev.db', 'sqlite'],
  ['file:../dev.db', '/dev.db', 'sqlite'],
])('%s is the database %s', (name, label, provider) => {
  expect(targetNamed(name, '/work', base)).toMatchObject({ label, identity: { provider } });
});

it('a name that can mean none says why', () => {
  expect(targetNamed('app@', '/work', base)).toBe('It names a database, and no server.');
});
