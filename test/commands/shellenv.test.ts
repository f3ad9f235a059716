import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { call } from './call.ts';

const root = join(import.meta.dirname, '..', '..');
const shims = join(root, 'shims');
const gate = join(root, 'bin', 'schema-engine');

/** PATH, then the engine, then what the gate will start. */
function evaluate(shell: string, script: string, env: Record<string, string>) {
  const show = 'printf "%s\\n" "$PATH" "$PRISMA_SCHEMA_ENGINE_BINARY" "$PRISMA_INTERLOCK_ENGINE"';
  return spawnSync(shell, ['-c', `${script}\n${script}\n${show}`], {
    encoding: 'utf8',
    // A bash that finds a socket there takes itself for a remote login, and reads its settings.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', ...env },
  });
}

for (const shell of ['bash', 'sh', 'zsh', 'fish']) {
  test(`in ${shell} our folder comes first, once, however often it is evaluated`, async (context) => {
    const { stdout } = await call(['shellenv', shell]);
    const ran = evaluate(shell, stdout, {});
    if (ran.error) context.skip(`${shell} is not installed here`);
    expect(ran.stderr).toBe('');
    const [path = '', engine, own] = ran.stdout.split('\n');
    expect(path.split(shell === 'fish' ? /[: ]/ : ':')).toEqual([shims, '/usr/bin', '/bin']);
    expect([engine, own]).toEqual([gate, '']);
  });

  test(`in ${shell} an engine of the user's own is kept for the gate`, async (context) => {
    const { stdout } = await call(['shellenv', shell]);
    const ran = evaluate(shell, stdout, { PRISMA_SCHEMA_ENGINE_BINARY: '/own/engine' });
    if (ran.error) context.skip(`${shell} is not installed here`);
    expect(ran.stdout.split('\n').slice(1, 3)).toEqual([gate, '/own/engine']);
  });
}

test('our folder comes first again where something else came before it', async () => {
  const { stdout } = await call(['shellenv', 'bash']);
  const ran = evaluate('bash', stdout, { PATH: `/usr/bin:${shims}:/bin` });
  expect(ran.stdout.split('\n')[0]).toBe(`${shims}:/usr/bin:${shims}:/bin`);
});

test('in GitHub Actions later steps have it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'github-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [GITHUB_PATH, GITHUB_ENV] = [join(folder, 'path'), join(folder, 'env')];
  const env = { GITHUB_PATH, GITHUB_ENV, PRISMA_SCHEMA_ENGINE_BINARY: '/own/engine' };
  expect(await call(['shellenv', '--github'], { env })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(readFileSync(GITHUB_PATH, 'utf8')).toBe(`${shims}\n`);
  expect(readFileSync(GITHUB_ENV, 'utf8')).toBe(
    `PRISMA_INTERLOCK_ENGINE=/own/engine\nPRISMA_SCHEMA_ENGINE_BINARY=${gate}\n`,
  );
  expect((await call(['shellenv', '--github'])).exitCode).toBe(64);
});
