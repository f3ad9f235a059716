import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/server-process.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { place } from './databases.ts';

/** What Studio's own page sends to its server. */
async function post(port: number, sql: string): Promise<number> {
  const body = JSON.stringify({ procedure: 'query', query: { sql, parameters: [] } });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`http://localhost:${port}/bff`, { method: 'POST', body, headers })).status;
}

async function filled(files: Readonly<Record<string, string>> = {}) {
  const at = await place(7, 'postgresql', { files });
  await runSql('postgresql', at.url, 'CREATE TABLE "User" (id int); INSERT INTO "User" SELECT generate_series(1, 25);');
  const port = await freePort();
  return { ...at, port, words: ['studio', '--browser', 'none', '--port', String(port)] };
}

const rowsIn = async (url: string) =>
  (await queryRows('postgresql', url, `SELECT to_regclass('"User"') IS NOT NULL AS there`))[0]?.['there'];

describe('Studio', () => {
  test('opens without a question in development, with a backup before what its server may be sent', async () => {
    const at = await filled();
    const terminal = at.terminal('prisma', at.words, { CLAUDECODE: '1' });
    onTestFinished(() => terminal.kill('SIGKILL'));
    await terminal.waitFor(`localhost:${at.port}`);
    expect(terminal.screen()).not.toContain('Type ');
    const [backup] = at.backups();
    expect(backup).toContain('before-studio');
    expect(await post(at.port, 'DROP TABLE "User"')).toBe(200);
    expect(await rowsIn(at.url)).toBe('f');
    terminal.press('ctrl-c');
    await terminal.ended();
    expect(at.audit()).toMatchObject([{ event: 'begin', risk: 'change', backups: [backup] }, { event: 'end' }]);
    const said = await at.run('prisma-interlock', ['explain', '--', 'studio']);
    expect(said.stdout).toContain('It runs without a question: this can change a database.');
    expect(said.stdout.replace(/\s+/g, ' ')).toContain('runs whatever SQL a browser');
  });

  test('makes no backup of what is not cheap, and says so', async () => {
    const at = await filled({ 'prisma-interlock.json': '{ "backup": { "cheapBytes": 0 } }' });
    const terminal = at.terminal('prisma', at.words);
    onTestFinished(() => terminal.kill('SIGKILL'));
    await terminal.waitFor(`localhost:${at.port}`);
    expect(at.backups()).toEqual([]);
    expect(terminal.screen()).toContain('No backup');
    terminal.press('ctrl-c');
    await terminal.ended();
  });

  test('does not open where the place is protected: its server would run whatever it is sent', async () => {
    const at = await filled();
    for (const [env, exit] of [
      [{ NODE_ENV: 'production' }, 77],
      [{ NODE_ENV: 'production', CLAUDECODE: '1' }, 77],
      [{ NODE_ENV: 'staging', CLAUDECODE: '1' }, 75],
    ] as const) {
      const ran = await at.run('prisma', at.words, { env });
      expect(ran.exitCode, ran.stderr).toBe(exit);
      expect(ran.stderr.replace(/\s+/g, ' ')).toContain('runs whatever SQL a browser');
      await expect(post(at.port, 'DROP TABLE "User"')).rejects.toThrow();
    }
    expect(await rowsIn(at.url)).toBe('t');
  });

  test('is handed to the shim by the config line alone', async () => {
    const at = await filled({
      'prisma.config.ts': `import 'prisma-interlock/config';
export default { schema: 'prisma/schema.prisma', datasource: { url: process.env['DATABASE_URL'] } };
`,
    });
    const ran = await at.prisma(at.words, { env: { NODE_ENV: 'production', DATABASE_URL: at.url } });
    expect(ran.exitCode, ran.stderr).toBe(77);
    expect(ran.stderr).toContain('destroys data');
  });
});
