import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from './call.ts';

let folder: string;

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'policy-command-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
const policy = (...words: string[]) =>
  call(['policy', ...words], {
    cwd: folder,
    env: { HOME: path.join(folder, 'home'), CLAUDECODE: '1', NODE_ENV: 'production' },
  });
const said = `{
  "environments": {
    "app@127.0.0.1:5433": "production",
    "shop@db.example.com": "development"
  },
  "disposable": ["test@localhost", "localhost:5433/app"],
  "backup": { "keep": 20 }
}
`;

describe('policy check', () => {
  it('says of each file that it is valid', async () => {
    write('prisma-interlock.json', '{ "backup": { "keep": 20 } }');
    write('home/.config/prisma-interlock/policy.json', '{}');
    const { exitCode, stdout } = await policy('check');
    expect(exitCode).toBe(0);
    expect(stdout.match(/: valid/g)).toHaveLength(2);
  });

  it.each([
    ['{ "environments": { "a@h": "prod" } }', ':1:28: "environments.a@h"'],
    ['{\n  "enviroments": {}\n}', ':2:3: The key "enviroments" is unknown.'],
    ['{\n  "disposable": ["app@"] }', ':2:18: "app@" is no name of a database.'],
    ['{ "backup": { "keep": }', ':1:23: '],
  ])('says what is broken with file, line and column, and ends as a guarded line would: %s', async (text, why) => {
    write('prisma-interlock.json', text);
    const { exitCode, stdout } = await policy('check');
    expect(exitCode).toBe(78);
    expect(stdout).toContain(`${path.join(folder, 'prisma-interlock.json')}${why}`);
  });

  it('reads a file by its name before it is put in its place', async () => {
    write('new.json', '{ "backup": { "keep": 0 } }');
    expect((await policy('check', 'new.json')).exitCode).toBe(78);
    write('new.json', '{ "backup": { "keep": 1 } }');
    expect(await policy('check', 'new.json')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('new.json: valid'),
    });
    expect((await policy('check', 'gone.json')).exitCode).toBe(78);
  });

  it('warns of words that take each other back, and of a password', async () => {
    write('prisma-interlock.json', said.replace('test@localhost', 'postgresql://u:topsecret@localhost/test'));
    const { exitCode, stdout } = await policy('check');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /json:6:\d+: "localhost:5433\/app" is disposable here or at .*json:3, .* it is not disposable/,
    );
    expect(stdout).toMatch(/json:6:\d+: there is a password/);
    expect(stdout).not.toContain('topsecret');
  });

  it('is one object a line with --json', async () => {
    write('prisma-interlock.json', '{ "keep": 1 }');
    const { exitCode, stdout } = await policy('check', '--json');
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(78);
    expect(records).toMatchObject([
      { kind: 'policy', level: 'fail' },
      { kind: 'summary', exit: 78 },
    ]);
  });
});

describe('policy effective', () => {
  it('shows what holds, and where it stands', async () => {
    write('prisma-interlock.json', said);
    write('home/.config/prisma-interlock/policy.json', '{\n"backup": { "keep": 30 } }');
    const { exitCode, stdout } = await policy('effective', '--json');
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const of = (key: string) => records.find((record) => record.key === key);
    expect(exitCode).toBe(0);
    expect(of('backup.keep')).toMatchObject({ value: 30, from: [{ line: 7 }, { line: 2 }] });
    expect(of('backup.proofSeconds')).toEqual({ key: 'backup.proofSeconds', value: 20, from: [] });
    expect(of('undeclaredRows')).toEqual({ key: 'undeclaredRows', value: 1_000_000, from: [] });
    write('prisma-interlock.json', '{\n"undeclaredRows": 500 }');
    expect((await policy('effective')).stdout).toMatch(/undeclaredRows +500 +.*json:2/);
    write('prisma-interlock.json', said);
    expect(of('environments: app@127.0.0.1:5433')).toMatchObject({ value: 'production', from: [{ line: 3 }] });
    expect((await policy('effective')).stdout).toMatch(/backup\.proofSeconds +20 +default/);
  });

  it('shows no URL with a password', async () => {
    write('prisma-interlock.json', '{"backup": {"restoreUrl": "postgresql://admin:topsecret@localhost/app"}}');
    for (const words of [['effective'], ['effective', '--json']]) {
      const { stdout } = await policy(...words);
      expect(stdout).toContain('[redacted]');
      expect(stdout).not.toContain('topsecret');
    }
  });
});

describe('an exception with a last day', () => {
  const dated = `{
  "environments": { "app@db.example.com": { "is": "development", "until": "2026-12-31", "because": "moved soon" } },
  "disposable": [
    "test@localhost",
    { "database": "copy@localhost", "until": "2026-12-24" }
  ]
}
`;
  const on = (day: string, ...words: string[]) =>
    call(['policy', ...words], {
      cwd: folder,
      env: { HOME: path.join(folder, 'home') },
      now: new Date(day),
    });
  const flat = (text: string) => text.replace(/\s+/g, ' ');

  it('counts to the end of that day, and no longer', async () => {
    write('prisma-interlock.json', dated);
    const place = async (day: string, name: string) =>
      /environment +(\w+)/.exec((await on(day, 'explain', name)).stdout)?.[1];
    expect(await place('2026-12-24T23:59:59Z', 'copy@localhost')).toBe('test');
    expect(await place('2026-12-25T00:00:00Z', 'copy@localhost')).toBe('development');
    expect(await place('2026-12-31T23:59:59Z', 'app@db.example.com')).toBe('development');
    expect(await place('2027-01-01T00:00:00Z', 'app@db.example.com')).toBe('unknown');
    expect(await place('2099-01-01T00:00:00Z', 'test@localhost')).toBe('test');
  });

  it('is said where it is over', async () => {
    write('prisma-interlock.json', dated);
    const early = await on('2026-12-01T00:00:00Z', 'check');
    expect(early.stdout).not.toContain('over');
    const late = await on('2027-01-01T00:00:00Z', 'check');
    expect(late.exitCode).toBe(0);
    expect(flat(late.stdout)).toMatch(/json:5:5: "copy@localhost" was disposable until 2026-12-24, which is over/);
    expect(flat(late.stdout)).toMatch(
      /json:2:21: "app@db.example.com" was development until 2026-12-31, which is over/,
    );
    expect((await on('2026-12-01T00:00:00Z', 'effective')).stdout).toMatch(
      /disposable: copy@localhost +disposable until 2026-12-24 +/,
    );
    expect((await on('2027-01-01T00:00:00Z', 'effective')).stdout).toContain(
      'disposable until 2026-12-24, which is over',
    );
    expect((await on('2027-01-01T00:00:00Z', 'explain', 'copy@localhost')).stdout).toContain(
      '"copy@localhost" is disposable until 2026-12-24, which is over and makes nothing milder',
    );
  });

  it('takes nothing back that it had made stricter', async () => {
    write(
      'prisma-interlock.json',
      dated
        .replace(
          '"app@db.example.com": {',
          '"copy@localhost": { "is": "staging", "until": "2026-12-01" }, "test@localhost": {',
        )
        .replace('2026-12-24', '2027-12-24'),
    );
    const { stdout } = await on('2027-02-01T00:00:00Z', 'explain', 'copy@localhost');
    expect(stdout).toMatch(/environment +staging/);
    expect(flat(stdout)).toContain('Its owners said until 2026-12-01 that copy@localhost is staging.');
    expect((await on('2027-02-01T00:00:00Z', 'explain', 'test@localhost')).stdout).toMatch(/environment +development/);
  });

  it.each([
    ['2026-02-30', ':5:37: "2026-02-30" is no day.'],
    ['24.12.2026', '"24.12.2026" is no day.'],
    ['', '"" is no day.'],
  ])('that no calendar has is refused: %s', async (day, why) => {
    write('prisma-interlock.json', dated.replace('2026-12-24', day));
    const { exitCode, stdout } = await on('2026-12-01T00:00:00Z', 'check');
    expect(exitCode).toBe(78);
    expect(flat(stdout)).toContain(why);
  });

  it.each([
    ['"development", "until"', '"production", "until"'],
    ['"is": "development", "until": "2026-12-31"', '"is": "development"'],
    ['"database": "copy@localhost", ', ''],
    ['"database": "copy@localhost"', '"database": "copy@"'],
  ])('is refused where it is none: %s as %s', async (was, is) => {
    write('prisma-interlock.json', dated.replace(was, is));
    expect((await on('2026-12-01T00:00:00Z', 'check')).exitCode).toBe(78);
  });
});

describe('rules of the owners', () => {
  const rules = `{
  "rules": [
    { "id": "careful", "when": { "commands": ["db push"] }, "risk": "destroy", "because": "others work here",
      "where": ["app@localhost"] },
    { "id": "idle", "when": { "commands": ["migrate reset"] }, "risk": "change", "because": "nothing" }
  ]
}
`;

  it('are shown with where they stand, and one that makes nothing stricter is warned of', async () => {
    write('prisma-interlock.json', rules);
    const { exitCode, stdout } = await policy('check');
    expect(exitCode).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/json:5:5: the rule "idle" makes no line stricter: change is no more/);
    expect(stdout).not.toContain('"careful"');
    expect((await policy('effective')).stdout).toMatch(/rules: careful +\{.*"risk":"destroy".*json:3/);
    expect((await policy('explain', 'app@localhost')).stdout).toMatch(
      /lines +.*json:4: "app@localhost" is of rule careful/,
    );
  });

  it('count in a file of cases', async () => {
    write('prisma-interlock.json', rules);
    write(
      'prisma-interlock.test',
      'confirm app@localhost prisma db push\nallow other@localhost prisma db push\nallow development prisma db push\n',
    );
    expect(await policy('test')).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['"when": { "comands": ["db push"] }', ':3:34: The key "rules.0.when.comands" is unknown.', '"commands"'],
    ['"when": { "commands": ["db push"] }, "risks": "destroy"', 'The key "rules.0.risks" is unknown.', '"risk"'],
    ['"wen": {}', ':3:5: "rules.0.when": Invalid key', ''],
    ['"when": {}', 'It names the commands of Prisma that it is about', ''],
    ['"when": { "commands": ["db push"], "given": ["--force-reset"] }', 'without its dashes', ''],
    ['"when": { "commands": ["db psuh"] }', ':3:5: The rule "careful" guards nothing. No Prisma', ''],
    ['"when": { "commands": ["db push"] }, "where": ["app@"]', '"app@" is no name of a database', ''],
  ])('that are broken are refused with the place: %s', async (part, why, nearest) => {
    const whole = rules.replace('"when": { "commands": ["db push"] }', part);
    write('prisma-interlock.json', part.includes('"where"') ? whole.replace(/,\n *"where": .*\]/, '') : whole);
    const { exitCode, stdout } = await policy('check');
    expect(exitCode).toBe(78);
    expect(stdout.replace(/\s+/g, ' ')).toContain(why);
    expect(stdout).toContain(nearest);
  });

  it('with one id twice in a file are refused', async () => {
    write('prisma-interlock.json', rules.replace('"idle"', '"careful"'));
    expect((await policy('check')).stdout).toContain('Another rule of this file has this id.');
  });
});

describe('policy explain', () => {
  it.each([
    [
      'app@localhost:5433',
      'production',
      /lines +.*json:3: "app@127\.0\.0\.1:5433" is production\n.*json:6: "localhost:5433\/app" is disposable, which does not count/,
    ],
    ['postgresql://u@DB.example.com/shop', 'development', /lines +.*json:4: "shop@db\.example\.com" is development/],
    ['SHOP@db.example.com', 'unknown', /json:4: .* which counts only where it makes it stricter/],
    ['test@localhost', 'test', /json:6: "test@localhost" is disposable\n/],
    ['other@localhost', 'development', /no policy file speaks of it/],
    ['./dev.db', 'development', /no policy file speaks of it/],
  ])('names the lines that speak of %s, whatever the variables say', async (name, environment, lines) => {
    write('prisma-interlock.json', said);
    const { exitCode, stdout } = await policy('explain', name);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`environment +${environment}`));
    expect(stdout).toMatch(lines);
  });

  it('asks for a database that can be one', async () => {
    expect(await policy('explain', 'app@')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('no server'),
    });
    expect((await policy('explain')).exitCode).toBe(64);
  });
});

describe('policy test', () => {
  const cases = `# What we rely on
block app@localhost:5433 prisma migrate reset --force
confirm localhost:5433/app prisma migrate deploy   # twice
allow "test@localhost" prisma db push --force-reset
confirm other@localhost prisma migrate reset
allow production prisma migrate status
block production dropdb app
`;

  it('ends with 0 where each verdict is as written', async () => {
    write('prisma-interlock.json', said);
    write('prisma-interlock.test', cases);
    expect(await policy('test')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('6 cases, 0 not as written.'),
    });
  });

  it('ends with 1 and names the line where one is not, as when somebody makes production disposable', async () => {
    write('prisma-interlock.json', said.replace('"app@127.0.0.1:5433": "production",', ''));
    write('cases.txt', cases);
    const { exitCode, stdout } = await policy('test', 'cases.txt');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${path.join(folder, 'cases.txt')}:2: block app@localhost:5433`);
    expect(stdout).toContain('written is block, and it is allow');
  });

  it.each(['perhaps app@h prisma db push', 'block app@ prisma db push', 'block app@h psql', 'block app@h "prisma'])(
    'a line that is no case is not passed over: %s',
    async (line) => {
      write('prisma-interlock.test', `${line}\n`);
      const { exitCode, stdout } = await policy('test', '--json');
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ line: 1, isAsExpected: false });
    },
  );

  it('a command that is forbidden is blocked where nothing else would stop it', async () => {
    write('prisma-interlock.json', '{ "disposable": ["test@localhost"], "forbid": ["db push"] }');
    write(
      'prisma-interlock.test',
      'block test@localhost prisma db push\nallow test@localhost prisma migrate reset --force\n',
    );
    expect((await policy('test')).exitCode).toBe(0);
    expect((await policy('effective')).stdout).toMatch(/forbid +db push +.*json:1/);
  });

  it('a file that is not there, or has no case in it, is no success', async () => {
    expect((await policy('test')).exitCode).toBe(64);
    write('prisma-interlock.test', '# nothing\n');
    expect((await policy('test')).exitCode).toBe(64);
  });

  it('a broken policy is not obeyed', async () => {
    write('prisma-interlock.json', '{ "keep": 1 }');
    write('prisma-interlock.test', cases);
    for (const words of ['test', 'effective']) expect((await policy(words)).exitCode).toBe(78);
  });
});

it('another word is told which was probably meant', async () => {
  expect(await policy('chekc')).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('"policy check"') });
  expect(await policy()).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('check, effective, explain, test'),
  });
});
