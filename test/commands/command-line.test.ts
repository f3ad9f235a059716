import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commandNames } from '../../src/commands/index.ts';
import { call } from './call.ts';

test('src/commands/index.ts loads every command that is written, and README.md tells it', () => {
  const folder = join(import.meta.dirname, '../../src/commands');
  const index = readFileSync(join(folder, 'index.ts'), 'utf8');
  for (const file of readdirSync(folder)) {
    const written = readFileSync(join(folder, file), 'utf8').includes('export const command: Command');
    if (written) expect(index, `src/commands/index.ts does not load src/commands/${file}`).toContain(`./${file}`);
  }
  for (const [, file = ''] of index.matchAll(/import\('\.\/([^']+)'\)/g)) {
    expect(readdirSync(folder), `src/commands/${file} is not there`).toContain(file);
  }
  const readme = readFileSync(join(folder, '../../README.md'), 'utf8');
  for (const name of commandNames) {
    const row = new RegExp(`^\\|[^|]*\`(?:prisma-interlock )?${name}\\b`, 'm');
    expect(readme, `the table of README.md has no ${name}`).toMatch(row);
  }
});

test('help names every command, on stdout', async () => {
  const { exitCode, stdout, stderr } = await call(['--help']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const name of commandNames) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
});

for (const name of commandNames) {
  test(`${name} --help, -h and help ${name} say the same and do nothing`, async () => {
    const { exitCode, stdout, stderr } = await call([name, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: prisma-interlock ${name}`);
    expect((await call([name, '-h', 'and', 'more'])).stdout).toBe(stdout);
    expect((await call(['help', name])).stdout).toBe(stdout);
  });
}

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect((await call(['--version'])).stdout).toBe(`${version}\n`);
});

for (const [argv, words] of [
  [[], 'No command was named'],
  [['lits'], 'Did you mean "list"?'],
  [['__proto__'], 'There is no command __proto__'],
  [['list', '--jsn'], 'no option --jsn. Did you mean --json?'],
  [['list', '-x'], 'no option -x'],
  [['list', '--no-json'], 'no option --no-json'],
  [['list', '--json.x=1'], "no option '--json.x'|no option --json.x"],
  [['backup', '--notes', 'x'], 'Did you mean --note?'],
  [['backup', '--note'], 'Not enough arguments following: note'],
  [['restore', 'a', 'b'], 'one word too many: b'],
  [['list', '--', 'x'], 'Nothing may follow'],
  [['completion', 'bsh'], 'Did you mean bash?'],
  [['completion'], 'Which shell'],
] as const) {
  test(`"${argv.join(' ')}" is a usage error that helps`, async () => {
    const { exitCode, stdout, stderr } = await call(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(new RegExp(words.replaceAll('?', '\\?')));
  });
}

test('with --json an error is one JSON object on stderr, and --json after -- does not count', async () => {
  const { exitCode, stderr } = await call(['list', '--json', '--bogus']);
  expect(exitCode).toBe(64);
  expect(JSON.parse(stderr)).toMatchObject({ code: 'usage', exit: 64 });
  expect((await call(['list', '--', '--json'])).stderr).toContain('prisma-interlock[usage]:');
});

test('a word that is a megabyte long and full of control characters makes a short message', async () => {
  const { exitCode, stderr } = await call([`--${'\u001b[2J\n'.repeat(200_000)}`]);
  expect(exitCode).toBe(64);
  expect(stderr.length).toBeLessThan(2000);
  expect(stderr).not.toContain('\u001b');
});

function written(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'script'), script);
  return join(folder, 'script');
}

for (const shell of ['bash', 'zsh', 'fish']) {
  test(`the ${shell} completion is a script that ${shell} reads, with every command in it`, async (context) => {
    const { exitCode, stdout } = await call(['completion', shell]);
    expect(exitCode).toBe(0);
    for (const name of commandNames) expect(stdout).toContain(name);
    // From a file: what Node gives a program as its input is a socket, and fish reads no script from one.
    const checked = spawnSync(shell, ['-n', written(stdout)], { encoding: 'utf8' });
    if (checked.error) context.skip(`${shell} is not installed here`);
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });
}

test('the fish completion proposes commands first and their options then', async (context) => {
  const file = written((await call(['completion', 'fish'])).stdout);
  const complete = (line: string) => {
    const words = ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', file, `prisma-interlock ${line}`];
    const { stdout, stderr, error } = spawnSync('fish', words, { encoding: 'utf8' });
    if (error) context.skip('fish is not installed here');
    expect(stderr).toBe('');
    return stdout
      .trim()
      .split('\n')
      .map((proposal) => proposal.split('\t')[0]);
  };
  expect(complete('ba')).toEqual(['backup']);
  expect(complete('backup --n')).toEqual(['--note']);
  expect(complete('restore la')).toEqual(['latest']);
});

test('the bash completion proposes commands first and their options then', async () => {
  const { stdout } = await call(['completion', 'bash']);
  const complete = (words: string[]) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const script = `${stdout}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _prisma_interlock; echo "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split(' ');
  };
  expect(complete(['prisma-interlock', 'ba'])).toEqual(['backup']);
  expect(complete(['prisma-interlock', 'backup', '--n'])).toEqual(['--note']);
  expect(complete(['prisma-interlock', 'restore', 'la'])).toEqual(['latest']);
});
