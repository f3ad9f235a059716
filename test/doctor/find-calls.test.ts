import { expect, test } from 'vitest';
import type { Call } from '../../src/doctor/scan/call.ts';
import { findCalls } from '../../src/doctor/scan/find-calls.ts';
import { splitCommands } from '../../src/doctor/scan/split-commands.ts';

const prisma = (route: string, argv: string, version?: string) => ({
  kind: 'prisma',
  program: 'prisma',
  argv: argv === '' ? [] : argv.split(' '),
  route,
  version,
});
const script = (name: string) => ({ kind: 'script', name });

const plain: readonly [string, string][] = [
  ['prisma migrate reset --force', 'migrate reset --force'],
  ['NODE_ENV=test A="b c" prisma db push', 'db push'],
  ['npx prisma db push', 'db push'],
  ['npx --yes prisma db push', 'db push'],
  ['npm exec -- prisma db push', 'db push'],
  ['npm exec prisma db push', 'db push'],
  ['npm -w packages/db exec prisma db push', 'db push'],
  ['pnpm prisma db push', 'db push'],
  ['pnpm --filter db exec prisma db push', 'db push'],
  ['pnpm -w prisma db push', 'db push'],
  ['yarn prisma db push', 'db push'],
  ['yarn workspace db prisma db push', 'db push'],
  ['yarn run prisma db push', 'db push'],
  ['bunx --bun prisma db push', 'db push'],
  ['bun run prisma db push', 'db push'],
  ['./node_modules/.bin/prisma db push', 'db push'],
  ['dotenv -e .env.test -- prisma db push', 'db push'],
  ['dotenv -e .env.test prisma db push', 'db push'],
  ['cross-env A=b npx prisma db push', 'db push'],
  ['env A=b prisma db push', 'db push'],
  ['sudo -E npx prisma db push', 'db push'],
  ['docker compose run --rm app npx prisma db push', 'db push'],
  ["sh -c 'exec npx prisma db push'", 'db push'],
  ['bash -lc "npx prisma db push"', 'db push'],
  ['if true; then prisma db push; fi', 'db push'],
  ['(cd db && prisma db push)', 'db push'],
  ['prisma db push > log.txt 2>&1', 'db push'],
  ['concurrently "prisma db push"', 'db push'],
];
for (const [line, argv] of plain) {
  test(`"${line}" calls the project's own Prisma`, () => {
    expect(findCalls(line)).toEqual([prisma('plain', argv)]);
  });
}

const fetched: readonly [string, string, string | undefined][] = [
  ['npx prisma@5 db push', 'db push', '5'],
  ['npx -y prisma@latest db push', 'db push', 'latest'],
  ['npx --package prisma@6.19.0 prisma db push', 'db push', '6.19.0'],
  ['npx -p prisma -c "prisma db push"', 'db push', undefined],
  ['npm exec prisma@7 db push', 'db push', '7'],
  ['pnpm dlx prisma db push', 'db push', undefined],
  ['pnpx prisma db push', 'db push', undefined],
  ['yarn dlx prisma@7 db push', 'db push', '7'],
  ['bunx prisma@7 db push', 'db push', '7'],
  ['bun x @prisma/prisma7@7.1.0 db push', 'db push', '7.1.0'],
];
for (const [line, argv, version] of fetched) {
  test(`"${line}" fetches one from the registry`, () => {
    expect(findCalls(line)).toEqual([prisma('fetched', argv, version)]);
  });
}

for (const line of [
  'node node_modules/prisma/build/index.js db push',
  'node --max-old-space-size=64 ./node_modules/prisma/build/index.js db push',
  'node -r dotenv/config /opt/prisma-cli/node_modules/prisma/dist/prisma.js db push',
]) {
  test(`"${line}" starts the entry file`, () => {
    expect(findCalls(line)).toEqual([prisma('file', 'db push')]);
  });
}

for (const line of [
  'echo prisma db push',
  'cd prisma',
  'cp -r prisma dist',
  'npm install prisma',
  'COPY prisma ./prisma',
  'git add prisma/migrations',
  '# npx prisma db push',
  'ls # prisma db push',
  "node -e 'x' node_modules/prisma/build/index.js",
  'npx tsc -p prisma',
  'prisma-lint db push',
  'docker build -t prisma .',
  'docker compose up prisma',
  'kubectl logs -f prisma postgres',
  'name: Run prisma db push',
]) {
  test(`"${line}" does not call Prisma`, () => {
    expect(findCalls(line).filter(({ kind }) => kind === 'prisma')).toEqual([]);
  });
}

test('scripts that run scripts, and installs that matter, are told', () => {
  const lines: readonly [string, object[]][] = [
    ['npm run db:reset && node .', [script('db:reset')]],
    ['pnpm run -r build', [script('build')]],
    ['yarn db:reset', [script('db:reset')]],
    ['run-s clean db:reset', [script('clean'), script('db:reset')]],
    ['npm start', [script('start')]],
    ['npm i -g prisma@7', [{ kind: 'global' }]],
    ['npm install --global typescript prisma', [{ kind: 'global' }]],
    ['yarn global add prisma', [{ kind: 'global' }]],
    ['npm ci --ignore-scripts', [{ kind: 'no-scripts' }]],
    ['pnpm install --frozen-lockfile --ignore-scripts', [{ kind: 'no-scripts' }]],
    ['npm ci', []],
    ['npm view prisma', []],
    ['dropdb --if-exists app', [{ ...prisma('plain', '--if-exists app'), program: 'dropdb' }]],
  ];
  for (const [line, calls] of lines) expect(findCalls(line), line).toEqual(calls as Call[]);
});

test('a line is split at what a shell splits it at, and not inside quotes', () => {
  expect(splitCommands(`a 'b && c' "d; \\"e\\"" f\\ g && h | i; j & k\nl \\\n m`)).toEqual([
    ['a', 'b && c', 'd; "e"', 'f g'],
    ['h'],
    ['i'],
    ['j'],
    ['k'],
    ['l', 'm'],
  ]);
});

test('text that is no shell at all is split in a moment', () => {
  for (const text of [`'`.repeat(20_000), `"'\\`.repeat(10_000), 'a'.repeat(200_000), '<&'.repeat(10_000)])
    expect(splitCommands(text).length).toBeLessThan(30_000);
});
