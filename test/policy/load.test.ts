import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { createHost, type Host } from '../../src/host.ts';
import { findProjectRoot, loadPolicy, policyPaths } from '../../src/policy/load.ts';

let folder: string;
let host: Host;
let paths: string[];

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'policy-')));
  host = { ...createHost(), cwd: folder, env: { HOME: path.join(folder, 'home') }, homeFolder: () => undefined };
  paths = ['near.json', 'person.json', 'machine.json'].map((name) => path.join(folder, name));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (index: number, text: string) => fs.writeFileSync(paths[index] ?? '', text);
const load = () => loadPolicy(host, folder, paths);

async function complaint(text: string): Promise<InterlockError> {
  write(0, text);
  const error: unknown = await load().then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(InterlockError);
  expect((error as InterlockError).code).toBe('policy-invalid');
  return error as InterlockError;
}

describe('without any file', () => {
  it('the defaults hold', async () => {
    expect(await load()).toEqual({
      files: [],
      environments: [],
      disposable: [],
      backup: {
        repository: path.join(folder, 'backups'),
        cheapBytes: 268_435_456,
        lockTimeoutMs: 30_000,
        keep: 10,
        bounds: { pinned: { count: 30, bytes: 10_000_000_000 } },
        proofSeconds: 20,
        freshness: { maxAgeMs: 26 * 3_600_000, verified: false, minSizeRatio: 0.5 },
        reuse: [],
      },
    });
  });

  it('it is looked for in the project, under the configuration folder and on the machine', () => {
    const home = path.join(folder, 'home');
    expect(policyPaths(host, '/p')).toEqual([
      '/p/prisma-interlock.json',
      `${home}/.config/prisma-interlock/policy.json`,
      '/etc/prisma-interlock.json',
    ]);
    // A variable that leads elsewhere takes nothing away of what the person wrote at home.
    const real = '/real/.config/prisma-interlock/policy.json';
    expect(policyPaths({ ...host, homeFolder: () => '/real' }, '/p')).toContain(real);
    expect(policyPaths({ ...host, homeFolder: () => home }, '/p')).toHaveLength(3);
    const configured = { ...host, env: { ...host.env, XDG_CONFIG_HOME: '/conf' } };
    expect(policyPaths(configured, '/p')[1]).toBe('/conf/prisma-interlock/policy.json');
  });
});

describe('programs that make backups', () => {
  const says = (word: string) =>
    JSON.stringify({
      backup: { engine: { 'a@b': { kind: 'command', backup: [`/bin/${word}`], restore: ['/bin/r'] } } },
    });
  const own = () => path.join(folder, 'home', '.config', 'prisma-interlock', 'policy.json');

  it("are taken from the person's own file", async () => {
    fs.mkdirSync(path.dirname(own()), { recursive: true });
    fs.writeFileSync(own(), says('b'));
    const { backup } = await loadPolicy(host, folder, [paths[0] ?? '', own()]);
    expect(backup.engine).toEqual({ 'a@b': { kind: 'command', backup: ['/bin/b'], restore: ['/bin/r'] } });
  });

  it('are refused in any other file, whatever they are, for what lies in a repository must not run', async () => {
    expect((await complaint(says('b'))).why).toContain('"backup.engine" names programs');
    expect((await complaint('{"backup": {"engine": {}}}')).why).toContain('"backup.engine" names programs');
    expect((await complaint('{"backup": {"engine": []}}')).why).toContain('braces');
  });

  it('are named by an absolute path, so that no folder decides what runs', async () => {
    const relative = '{"backup": {"engine": {"a@b": {"kind": "command", "backup": ["dump"], "restore": ["/bin/r"]}}}}';
    expect((await complaint(relative)).why).toContain('absolute path');
  });
});

describe('several files', () => {
  it('may have comments, trailing commas and a byte order mark', async () => {
    write(0, '\uFEFF{\n  // ours\n  "$schema": "x",\n  "disposable": ["a@localhost",], /* done */\n}\n');
    expect((await load()).disposable).toEqual(['a@localhost']);
  });

  it('a nearer one only tightens what a farther one says', async () => {
    write(
      0,
      '{"environments":{"a@h":"development"},"disposable":["b@h","c@h"],"backup":{"repository":"/elsewhere","cheapBytes":1,"keep":1}}',
    );
    write(1, '{"environments":{"a@h":"production"},"backup":{"keep":20}}');
    write(
      2,
      '{"environments":{"b@h":"staging"},"backup":{"repository":"safe","cheapBytes":5,"lockTimeoutSeconds":90}}',
    );
    const policy = await load();
    expect(policy.files).toEqual(paths);
    expect(policy.environments).toEqual([
      { target: 'a@h', is: 'development' },
      { target: 'a@h', is: 'production' },
      { target: 'b@h', is: 'staging' },
    ]);
    expect(policy.disposable).toEqual(['c@h']);
    expect(policy.backup).toMatchObject({
      repository: path.join(folder, 'safe'),
      cheapBytes: 5,
      keep: 20,
      lockTimeoutMs: 90_000,
    });
  });

  it('of several words on freshness the strictest holds, and reuse only where all that speak of it agree', async () => {
    write(0, '{"backup":{"freshness":{"maxAge":"7d","minSizeRatio":0.9},"reuse":["development","staging"]}}');
    write(1, '{"backup":{"freshness":{"maxAge":"90m","verified":true}}}');
    write(2, '{"backup":{"freshness":{"verified":false,"minSizeRatio":0},"reuse":["staging"]}}');
    const { freshness, reuse } = (await load()).backup;
    expect(freshness).toEqual({ maxAgeMs: 90 * 60_000, verified: true, minSizeRatio: 0.9 });
    expect(reuse).toEqual(['staging']);
  });

  it('an age without a unit, a reuse in production and an unknown word on freshness are refused', async () => {
    expect((await complaint('{"backup":{"freshness":{"maxAge":"3600"}}}')).why).toContain('a number and a unit');
    expect((await complaint('{"backup":{"reuse":["production"]}}')).why).toContain('backup.reuse.0');
    expect((await complaint('{"backup":{"freshness":{"maxage":"1h"}}}')).next).toEqual([
      expect.stringContaining('"maxAge"'),
    ]);
    expect((await complaint('{"backup":{"freshness":[]}}')).why).toContain('An object in braces');
  });
});

describe('a file that is not a policy', () => {
  it.each([
    ['{\n  "enviroments": {}\n}', 'near.json:2:3: The key "enviroments" is unknown.', 'environments'],
    [
      '{"backup": {"keep": 3,\n "repositry": "x"}}',
      'near.json:2:2: The key "backup.repositry" is unknown.',
      'repository',
    ],
    ['{"__proto__": {}}', 'The key "__proto__" is unknown', ''],
    ['{"backup": {"constructor": 1}}', 'The key "backup.constructor" is unknown', ''],
  ])('is refused with the place and the nearest key: %s', async (text, why, nearest) => {
    const error = await complaint(text);
    expect(error.why).toContain(why);
    expect(error.next.join()).toContain(nearest);
  });

  it.each([
    ['', 'near.json:1:1'],
    ['{"backup": {"keep": 3}', 'near.json:1:'],
    ['{"a": }', 'near.json:1:7'],
    ['[]', 'near.json:1:1'],
    ['"x"', 'near.json:1:1'],
    ['{"backup": []}', 'near.json:1:12'],
    ['{"environments": []}', 'near.json:1:18'],
    ['{"environments": {"a@h": "safe"}}', '"environments.a@h"'],
    ['{"environments": {"a@h": "test"}}', '"environments.a@h"'],
    ['{"environments": {"": "staging"}}', 'environments'],
    ['{"backup": {"keep": 0}}', 'near.json:1:21: "backup.keep"'],
    ['{"backup": {"cheapBytes": -1}}', '"backup.cheapBytes"'],
    ['{"backup": {"cheapBytes": 1e999}}', '"backup.cheapBytes"'],
    ['{"disposable": "a@h"}', '"disposable"'],
    ['{"environments": {"a@h": "production", "a@h": "development"}}', 'near.json:1:40: The key "a@h" is there twice'],
  ])('is refused with the place: %s', async (text, why) => {
    expect((await complaint(text)).why).toContain(why);
  });

  it.each([
    ['{"environments": {\n  "app@": "production"}}', 'near.json:2:3: "app@" is no name of a database'],
    ['{"environments": {"@localhost": "production"}}', 'near.json:1:19: "@localhost"'],
    ['{"disposable": ["a@h",\n\n "localhost:5433"]}', 'near.json:3:2: "localhost:5433"'],
    ['{"disposable": ["redis://localhost/0"]}', 'near.json:1:17:'],
    ['{"disposable": ["prisma/"]}', 'names a folder'],
    ['{"disposable": [" "]}', 'It is empty'],
    ['{"environments": {"app@localhost:port": "staging"}}', 'is no port'],
    ['{"environments": {"app@localhost:70000": "staging"}}', 'so high a number'],
    ['{"environments": {"postgresql://u:topsecret@[::1/app": "staging"}}', 'cannot be read'],
    ['{"forbid": [\n "db psuh"]}', 'near.json:2:2: "db psuh" forbids nothing'],
    ['{"forbid": [{"command": "generate"}]}', 'near.json:1:14: "generate" forbids nothing'],
    ['{"backup": {"engine": {"app@": {"kind": "pgbackrest", "stanza": "a"}}}}', 'near.json:1:24: "app@"'],
  ])('names something that is no database: %s', async (text, why) => {
    const error = await complaint(text);
    expect(error.why).toContain(why);
    expect(error.why).not.toContain('topsecret');
  });

  it('is refused when it cannot be read', async () => {
    fs.mkdirSync(paths[0] ?? '');
    await expect(load()).rejects.toMatchObject({ code: 'policy-invalid' });
  });
});

describe('a policy', () => {
  const says = (folder: string, text: string) => {
    fs.mkdirSync(path.join(folder), { recursive: true });
    fs.writeFileSync(path.join(folder, 'prisma-interlock.json'), text);
  };
  const production = '{"environments":{"dev.db":"production","a@h":"production"},"backup":{"repository":"kept"}}';
  const loadAt = (more: Partial<Host>) => {
    const at = { ...host, script: undefined, argv: [], ...more };
    return loadPolicy(at, findProjectRoot(at));
  };

  it('is not hidden by another one in a folder below', async () => {
    const below = path.join(folder, 'below');
    says(folder, production);
    says(below, '{"disposable":["own.db","a@h","../dev.db"]}');
    const policy = await loadAt({ cwd: below });
    expect(policy.environments).toEqual([
      { target: path.join(folder, 'dev.db'), is: 'production' },
      { target: 'a@h', is: 'production' },
    ]);
    // Of the folder above it says nothing that the file there does not already say.
    expect(policy.disposable).toEqual(['own.db']);
    expect(policy.backup.repository).toBe(path.join(folder, 'kept'));
  });

  it('is found from wherever a line is typed', async () => {
    const [project, elsewhere] = [path.join(folder, 'project'), path.join(folder, 'elsewhere')];
    says(project, production);
    fs.mkdirSync(path.join(project, 'prisma'));
    fs.mkdirSync(elsewhere);
    const schema = path.join(project, 'prisma');
    for (const argv of [['--schema', schema], [`--schema=${schema}`], ['--config', '../project/prisma']]) {
      const { environments } = await loadAt({ cwd: elsewhere, argv });
      expect(environments.map(({ target }) => target)).toEqual([path.join(project, 'dev.db'), 'a@h']);
    }
    const script = path.join(project, 'prisma', 'index.js');
    expect(findProjectRoot({ ...host, cwd: elsewhere, script })).toBe(project);
    expect((await loadAt({ cwd: elsewhere, script })).environments[0]?.target).toBe('dev.db');
  });
});

it('every name is kept with the place where it stands, and with what it is looked for under', async () => {
  write(0, '{"environments": {"a@h": "production",\n  "./prisma/dev.db": "staging"},\n "disposable": ["127.0.0.1/x"]}');
  expect((await load()).names).toEqual([
    {
      text: 'a@h',
      targets: ['a@h'],
      key: 'environments',
      word: 'production',
      at: { file: paths[0], line: 1, column: 19 },
      isOwn: false,
    },
    {
      text: './prisma/dev.db',
      targets: ['prisma/dev.db'],
      key: 'environments',
      word: 'staging',
      at: { file: paths[0], line: 2, column: 3 },
      isOwn: false,
    },
    {
      text: '127.0.0.1/x',
      targets: ['127.0.0.1/x'],
      key: 'disposable',
      word: 'disposable',
      at: { file: paths[0], line: 3, column: 17 },
      isOwn: false,
    },
  ]);
});

it('what is forbidden is kept with its reason and its place, from every file', async () => {
  write(0, '{"forbid": [\n  "db push"]}');
  write(2, '{"forbid": [{"command": "migrate reset", "because": "we restore a dump"}]}');
  expect((await load()).forbid).toEqual([
    { command: 'db push', at: { file: paths[0], line: 2, column: 3 } },
    { command: 'migrate reset', because: 'we restore a dump', at: { file: paths[2], line: 1, column: 13 } },
  ]);
});

it('a path that leads over a link means the file behind it', async () => {
  fs.mkdirSync(path.join(folder, 'data'));
  fs.symlinkSync('data', path.join(folder, 'db'));
  write(0, '{"environments": {"db/app.db": "production"}}');
  expect((await load()).environments).toEqual([{ target: 'data/app.db', is: 'production' }]);
});

describe('the root of a project', () => {
  it('is where the policy is, else the nearest package.json, else the working folder', () => {
    const deep = path.join(folder, 'a/b/c');
    fs.mkdirSync(deep, { recursive: true });
    const at = { ...host, cwd: deep };
    expect(findProjectRoot(at)).toBe(deep);
    fs.writeFileSync(path.join(folder, 'a/package.json'), '{}');
    fs.writeFileSync(path.join(folder, 'a/b/package.json'), '{}');
    expect(findProjectRoot(at)).toBe(path.join(folder, 'a/b'));
    fs.writeFileSync(path.join(folder, 'prisma-interlock.json'), '{}');
    expect(findProjectRoot(at)).toBe(folder);
  });
});

describe('proofs and snapshots', () => {
  it('are said for all places or for each, and a nearer file takes no proof away', async () => {
    write(0, '{ "backup": { "verify": false, "snapshot": true } }');
    write(1, '{ "backup": { "verify": { "production": true }, "snapshot": { "test": false } } }');
    const { verify, snapshot } = (await load()).backup;
    expect(verify).toEqual({ test: false, development: false, staging: false, production: true, unknown: false });
    expect(snapshot).toEqual({ test: false, development: true, staging: true, production: true, unknown: true });
  });
});

describe('smoke', () => {
  it('is what each file says, in the folder of a project and with a time of its own', async () => {
    write(0, '{ "smoke": { "run": ["node", "smoke.js"], "timeoutSeconds": 5 } }');
    write(1, '{ "smoke": "npm run smoke" }');
    expect((await load()).smoke).toEqual([
      { run: ['node', 'smoke.js'], timeoutSeconds: 5, folder },
      { run: 'npm run smoke', timeoutSeconds: 60, folder },
    ]);
  });

  it('with a word that is misspelled, or no time at all, is refused', async () => {
    const misspelled = await complaint('{ "smoke": { "run": "a", "timeoutSecond": 5 } }');
    expect(misspelled.next.join()).toContain('"timeoutSeconds"');
    expect((await complaint('{ "smoke": { "run": "a", "timeoutSeconds": 0 } }')).why).toContain('smoke');
    expect((await complaint('{ "smoke": [] }')).why).toContain('smoke');
  });

  it.runIf(process.getuid?.() === 0)('of a file that belongs to somebody else is refused', async () => {
    write(0, '{ "smoke": "a" }');
    expect(await load()).toHaveProperty('smoke');
    fs.chownSync(paths[0] ?? '', 65_534, 65_534);
    const error = await complaint('{ "smoke": "a" }');
    expect(error.why).toContain('belongs to somebody else');
    // As long as it names no program it is heard.
    write(0, '{ "disposable": ["app_test@localhost"] }');
    expect((await load()).disposable).toHaveLength(1);
  });
});
