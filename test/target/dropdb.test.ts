import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { createHost, type Host } from '../../src/host.ts';
import { parse } from '../../src/parse/parse.ts';
import { resolveTargets } from '../../src/target/targets.ts';

const cli = { path: '/usr/bin/dropdb', version: '', major: undefined, module: 'none' } as const;

async function target(argv: readonly string[], env: Host['env'] = {}, live: readonly string[] = []) {
  const real = createHost();
  const seen = {
    ...real.fs,
    existsSync: (file: string) => live.includes(file) || (!file.includes('.s.PGSQL.') && fs.existsSync(file)),
  };
  const host = { ...real, env, cwd: '/', fs: seen as typeof real.fs };
  const { targets, problem } = await resolveTargets(host, cli, parse('dropdb', undefined, argv, grammars));
  return problem ?? targets[0]?.label;
}

describe('the database that dropdb drops', () => {
  it.each([
    [['app'], {}, 'app@localhost'],
    [['app', '-h', 'db.example.com', '-p', '6543'], {}, 'app@db.example.com:6543'],
    [['app'], { PGHOST: 'env.example.com', PGPORT: '7777' }, 'app@env.example.com:7777'],
    [['--host=typed.example.com', 'app'], { PGHOST: 'env.example.com' }, 'app@typed.example.com'],
    [['app'], { PGHOST: 'env.example.com', PGHOSTADDR: '10.0.0.1' }, 'app@10.0.0.1'],
    [['app', '-h', '/run/pg'], {}, 'app@/run/pg'],
    [['app', '-h', '::1'], {}, 'app@localhost'],
    [['app', '--maintenance-db', 'postgres', '-h', 'h.example.com'], {}, 'app@h.example.com'],
    [
      ['app', '--maintenance-db', 'postgresql://u:p@m.example.com:1/postgres', '-h', 'h.example.com'],
      {},
      'app@m.example.com:1',
    ],
    [['app', '--maintenance-db', "host='m.example.com' port = 2 dbname=x"], {}, 'app@m.example.com:2'],
    [['postgresql://h.example.com/x'], {}, 'postgresql://h.example.com/x@localhost'],
    [['-ie', 'pro%d@x'], {}, 'pro%d@x@localhost'],
    [['app'], { PGHOST: 'a.example.com,b.example.com' }, expect.stringContaining('Several hosts')],
    [['app'], { PGSERVICE: 'nowhere', PGSERVICEFILE: '/nowhere' }, expect.stringContaining('in no service file')],
    [['app', '--bogus'], {}, expect.stringContaining('not understood')],
  ])('with %j and %j is %s', async (argv, env, label) => {
    expect(await target(argv, { HOME: '/nowhere', ...env })).toEqual(label);
  });

  it('is at the socket that is there, and unknown where two are', async () => {
    expect(await target(['app'], {}, ['/tmp/.s.PGSQL.5432'])).toBe('app@/tmp');
    expect(await target(['app'], {}, ['/tmp/.s.PGSQL.5432', '/var/run/postgresql/.s.PGSQL.5432'])).toContain(
      'Servers listen in',
    );
  });

  it('is read from a service file, under the options and over the variables', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'service-'));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    fs.writeFileSync(
      path.join(folder, '.pg_service.conf'),
      '# all\n[other]\nhost=no\n[mine]\nhost = s.example.com\nport=9\n\n[last]\nhost=no\n',
    );
    const env = { HOME: folder, PGSERVICE: 'mine', PGHOST: 'env.example.com' };
    expect(await target(['app'], env)).toBe('app@s.example.com:9');
    expect(await target(['app', '-h', 'typed.example.com'], env)).toBe('app@typed.example.com:9');
  });
});
