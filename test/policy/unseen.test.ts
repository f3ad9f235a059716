import { expect, it } from 'vitest';
import type { Policy } from '../../src/policy/policy.ts';
import { findUnseen } from '../../src/policy/unseen.ts';
import { identify } from '../../src/target/identity.ts';
import { labelOf } from '../../src/target/label.ts';

const seen = ['postgresql://u:p@localhost:5433/app', 'file:/work/prisma/dev.db'].map((url) => {
  const identity = identify(url, { cwd: '/work', realpath: (file) => file });
  return { identity, label: labelOf(identity, '/work') };
});
const policy = (text: string, isOwn = false): Policy =>
  ({
    names: [
      {
        text,
        targets: [text],
        key: 'environments',
        word: 'production',
        at: { file: '/work/p.json', line: 4, column: 3 },
        isOwn,
      },
    ],
  }) as unknown as Policy;

it.each(['app@localhost:5433', '127.0.0.1:5433/app', 'APP@LOCALHOST:5433', 'prisma/dev.db'])(
  'a name that means a database that was seen is heard: %s',
  (name) => {
    expect(findUnseen(policy(name), seen)).toEqual([]);
  },
);

it('a name that means none is told with its place and the nearest one, and without its password', () => {
  expect(findUnseen(policy('ap@localhost:5433'), seen)[0]?.says).toBe(
    '/work/p.json:4: "ap@localhost:5433" means no database that was seen here so far. The nearest that was: app@localhost:5433',
  );
  expect(findUnseen(policy('app@localhost'), [])[0]?.says).toBe(
    '/work/p.json:4: "app@localhost" means no database that was seen here so far.',
  );
  expect(findUnseen(policy('postgresql://u:topsecret@localhost:5433/other'), seen)[0]?.says).not.toContain('topsecret');
});

it("names in a person's or a machine's own file are those of other projects as well", () => {
  expect(findUnseen(policy('shop@db.example.com', true), seen)).toEqual([]);
});
