import { expect, test } from 'vitest';
import type { Standing } from '../../src/doctor/scan/judge-call.ts';
import { scan } from '../../src/doctor/scan/scan.ts';
import { folderWith, hostAt } from './surroundings.ts';

const alone: Standing = {
  major: 7,
  hasConfigLine: false,
  isFileCaught: false,
  linksByScript: false,
  isProtected: false,
  runs: 'npx',
};

function findings(files: Readonly<Record<string, string>>, standing: Partial<Standing> = {}) {
  const folder = folderWith(files);
  return scan(hostAt(folder), folder, [folder], { ...alone, ...standing });
}
const places = (found: ReturnType<typeof findings>) => found.map(({ level, file, line }) => `${level} ${file}:${line}`);

const scripts = (lines: Readonly<Record<string, string>>) => JSON.stringify({ name: 'a', scripts: lines }, null, 2);

test('a script that a machine runs and that destroys data is found, with file and line', () => {
  const found = findings({
    'package.json': scripts({
      dev: 'prisma migrate reset --force',
      build: 'prisma generate && prisma migrate reset --force && next build',
      start: 'prisma migrate deploy && node .',
    }),
  });
  expect(found).toEqual([
    {
      level: 'warn',
      file: 'package.json',
      line: 5,
      command: 'prisma migrate reset --force',
      why: expect.stringContaining('Nobody watches here'),
      fix: [expect.any(String)],
    },
  ]);
});

test('in a protected place such a script fails, and one that only may change or that somebody types does not', () => {
  const files = {
    'package.json': scripts({
      dev: 'prisma migrate reset --force',
      build: 'prisma migrate reset --force && next build',
      deploy: 'prisma migrate deploy',
      start: 'prisma db push --accept-data-loss',
    }),
    Dockerfile: 'FROM node\nRUN npx prisma db push --force-reset\n',
  };
  expect(places(findings(files, { isProtected: true }))).toEqual([
    'fail package.json:5',
    'fail package.json:7',
    'fail Dockerfile:2',
  ]);
  expect(places(findings(files)).every((place) => place.startsWith('warn'))).toBe(true);
});

test('a script is unattended as well where an unattended one runs it, by whatever name', () => {
  const calls = { reset: 'prisma db push --force-reset', prereset: 'prisma migrate reset -f' };
  expect(findings({ 'package.json': scripts(calls) })).toEqual([]);
  const built = findings({ 'package.json': scripts({ ...calls, 'vercel-build': 'npm run reset && next build' }) });
  expect(places(built)).toEqual(['warn package.json:4', 'warn package.json:5']);
  const ci = '.github/workflows/test.yml';
  const piped = findings({
    'package.json': scripts(calls),
    [ci]: 'jobs:\n  a:\n    steps:\n      - run: npm run reset\n',
  });
  expect(places(piped)).toEqual(['warn package.json:4', 'warn package.json:5']);
});

test('what goes round every layer fails, unless it only reads', () => {
  const found = findings({
    'package.json': scripts({
      a: 'npx prisma@5 migrate deploy',
      b: 'pnpm dlx prisma db push',
      c: 'node node_modules/prisma/build/index.js migrate deploy',
      d: 'npx prisma@latest generate',
      e: 'npx prisma@5 migrate status',
    }),
  });
  expect(places(found)).toEqual(['fail package.json:4', 'fail package.json:5', 'fail package.json:6']);
  expect(found[0]).toMatchObject({
    command: 'prisma@5 migrate deploy',
    fix: ["call the project's own: npx prisma migrate deploy"],
  });
});

test('a layer that would still see it makes it a warning, or nothing', () => {
  const files = {
    'package.json': scripts({
      a: 'npx prisma@6 migrate deploy',
      b: 'npx prisma@5 migrate deploy',
      c: 'node node_modules/prisma/build/index.js db push',
    }),
  };
  expect(places(findings(files, { hasConfigLine: true }))).toEqual([
    'warn package.json:4',
    'fail package.json:5',
    'warn package.json:6',
  ]);
  expect(places(findings(files, { isFileCaught: true }))).toEqual(['fail package.json:4', 'fail package.json:5']);
});

test('images and pipelines are read where they say what a shell gets', () => {
  const found = findings({
    Dockerfile: `FROM node:20
# RUN npx prisma@5 db push
RUN npm ci && \\
    # a comment between
    npx prisma@5 migrate deploy
RUN --mount=type=cache,target=/root npm i -g prisma
COPY prisma ./prisma
CMD ["npx", "prisma", "migrate", "reset", "--force"]
`,
    'compose.yml': `services:
  app:
    command: ["sh", "-c", "npx prisma db push --accept-data-loss && node ."]
`,
    '.gitlab-ci.yml': `test:
  script:
    - npm ci
    - 'npx prisma migrate reset --force'
    - name: prisma migrate reset --force
`,
    '.github/workflows/ci.yml': `on: push
jobs:
  db:
    name: Run prisma migrate reset --force
    steps:
      - uses: actions/checkout@v4
      - name: prisma migrate reset --force
        run: |
          # npx prisma@5 db push
          npm run build
          npx prisma migrate reset \\
            --force
      - run: npx prisma migrate deploy
`,
    'scripts/entry.sh': '#!/bin/sh\nset -e\nnpx prisma@5 migrate deploy\nexec "$@"\n',
  });
  expect(places(found)).toEqual([
    'fail Dockerfile:3',
    'warn Dockerfile:6',
    'warn Dockerfile:8',
    'fail scripts/entry.sh:3',
    'warn compose.yml:3',
    'warn .gitlab-ci.yml:4',
    'warn .github/workflows/ci.yml:11',
  ]);
});

test('each line of a script and of a block has its own number, and a here-document is no call', () => {
  const found = findings({
    'scripts/a.sh': 'help() {\n  cat <<EOF\nnpx prisma@5 db push\nEOF\n}\n\n{ npx prisma@5 db push; }\n',
    '.github/workflows/a.yml':
      'jobs:\n  a:\n    steps:\n      - run: |\n          cat <<EOF\n          npx prisma@5 db push\n          EOF\n\n          npx prisma@5 db push\n',
  });
  expect(places(found)).toEqual(['fail scripts/a.sh:7', 'fail .github/workflows/a.yml:9']);
});

test('commands of a pipeline are found in each way to write YAML', () => {
  const found = findings({
    '.gitlab-ci.yml': `a: {script: ["npx prisma@5 db push"]}
b:
  script:
    - >-
      npx prisma@5
      db push
    - 'npx prisma@5
      db push'
  before_script: &setup
    - npx prisma@5 db push
c:
  script:
    - *setup
    - !reference [.x, script]
  image: npx prisma@5 db push
  other: |
    npx prisma@5 db push
  command:
    - npx
    - prisma@5
    - db push
`,
    'compose.yaml':
      'services:\n  a:\n    entrypoint: npx prisma@5 db push\n    command:\n      - npx\n      - prisma@5\n      - db\n      - push\n',
    Procfile: 'web: npm start\nrelease: npx prisma@5 db push\n',
  });
  expect(places(found)).toEqual([
    'fail compose.yaml:3',
    'fail compose.yaml:5',
    'fail .gitlab-ci.yml:1',
    'fail .gitlab-ci.yml:5',
    'fail .gitlab-ci.yml:7',
    'fail .gitlab-ci.yml:10',
    'fail .gitlab-ci.yml:17',
    'fail .gitlab-ci.yml:19',
    'fail Procfile:2',
  ]);
});

test("what names Prisma and cannot be read is said, and what does not name it is nobody's concern", () => {
  const broken = (call: string) => ({
    'compose.yml': `a: [1\nb: ${call}\n`,
    'scripts/a.sh': `#!/bin/sh\n${call} "\n`,
    '.github/workflows/a.yml': `jobs:\n  a:\n    - run: |\n        echo\n        ${call} "\n`,
  });
  expect(findings(broken('npm start'))).toEqual([]);
  const found = findings(broken('prisma migrate status'));
  expect(places(found)).toEqual(['warn scripts/a.sh:2', 'warn compose.yml:2', 'warn .github/workflows/a.yml:5']);
  for (const { why } of found) expect(why).toContain('could not be read');
});

test('an install without scripts matters where a script carries our line', () => {
  const files = { Dockerfile: 'FROM node\nRUN npm ci --ignore-scripts\n' };
  expect(findings(files)).toEqual([]);
  expect(findings(files, { linksByScript: true })).toMatchObject([
    { level: 'warn', fix: ['run `npx prisma-interlock link` after it'] },
  ]);
});

test('a password in a script is not repeated', () => {
  const url = 'postgresql://u:s3cret@h/db';
  const found = findings({ 'package.json': scripts({ a: `npx prisma@7 db push --url ${url}` }) });
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

test('files that are broken, huge or folders are passed over', () => {
  const files = { 'package.json': '{ "scripts": ', 'Dockerfile/x': '', 'compose.yml': `a: ${'x'.repeat(1_100_000)}` };
  expect(findings(files)).toEqual([]);
});
