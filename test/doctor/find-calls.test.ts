import { expect, test } from 'vitest';
import type { Call } from '../../src/doctor/scan/call.ts';
import { findCalls, locateCalls } from '../../src/doctor/scan/find-calls.ts';

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
  ['{ npx prisma db push; }', 'db push'],
  ['reset() { npx prisma db push; }', 'db push'],
  ['function reset { npx prisma db push; }', 'db push'],
  ['while true; do prisma db push; done', 'db push'],
  ['case $1 in up) prisma db push ;; esac', 'db push'],
  ['! time prisma db push', 'db push'],
  ['out="$(npx prisma db push)"', 'db push'],
  ['echo "it says: $(npx prisma db push 2>&1)"', 'db push'],
  ['echo `npx prisma db push`', 'db push'],
  [`echo \${URL:-$(npx prisma db push)}`, 'db push'],
  ['diff <(npx prisma db push) b', 'db push'],
  ['cat <<EOF\n$(npx prisma db push)\nEOF', 'db push'],
  ["bash <<'EOF'\nnpx prisma db push\nEOF", 'db push'],
  ['sh <<< "npx prisma db push"', 'db push'],
  [`deploy \${{ inputs.where }} && npx prisma db push`, 'db push'],
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
  'cat <<EOF\nnpx prisma db push\nEOF',
  "cat <<'EOF'\n$(npx prisma db push)\nEOF",
  'psql <<< "prisma db push"',
  "echo '$(npx prisma db push)'",
  'calls=(npx prisma db push)',
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

for (const text of ['echo "npx prisma db push', 'if ($x) { npx prisma db push }', 'sh -c "npx prisma db push \'"']) {
  test(`${JSON.stringify(text)} names Prisma and cannot be read, which is said`, () => {
    expect(findCalls(text)).toContainEqual({ kind: 'unread' });
  });
}

test('what cannot be read and does not name Prisma, or is perhaps no shell, concerns nobody', () => {
  expect(findCalls('echo "npm start')).toEqual([]);
  expect(findCalls('dotenv -- echo "do not run prisma, it\'s late"')).toEqual([]);
});

test('a call has the line on which it stands', () => {
  const text = '# x\nreset() {\n  npx prisma \\\n    db push\n}\r\n\r\nX="$(\n  dropdb x)"\n';
  expect(locateCalls(text).map(({ line }) => line)).toEqual([2, 7]);
});
