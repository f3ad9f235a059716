import { describe, expect, it } from 'vitest';
import { judge, judgeTarget } from '../../src/environment/judge.ts';
import { judgeVariables } from '../../src/environment/judge-variables.ts';
import { strictest } from '../../src/environment/strictest.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { secret } from '../../src/secrets/secret.ts';
import { identify } from '../../src/target/identity.ts';
import { labelOf } from '../../src/target/label.ts';
import type { Target } from '../../src/types.ts';

function target(url: string, role: Target['role'] = 'main'): Target {
  const identity = identify(url, { cwd: '/work', realpath: (file) => file });
  return { identity, role, url: secret(url), label: labelOf(identity, '/work'), source: 'test' };
}

const policy = (...files: PolicyFile[]) =>
  mergePolicies(
    files.map((says) => ({ file: '', says })),
    '/work',
  );
const environment = (url: string, env = {}, says: PolicyFile[] = []) =>
  judge(env, { targets: [target(url)], problem: undefined }, policy(...says)).name;

const local = 'postgresql://u:p@localhost/app';
const managed = 'postgresql://u:p@app.abc.eu-west-1.rds.amazonaws.com/app';
const open = 'postgresql://u:p@db.example.com/app';

describe('the place', () => {
  it.each([
    [local, 'development'],
    ['file:./dev.db', 'development'],
    ['postgresql://u@localhost/app?host=/var/run/postgresql', 'development'],
    [managed, 'production'],
    ['postgresql://postgres.abcd:p@aws-0-eu.pooler.supabase.com:6543/postgres', 'production'],
    ['postgresql://u@ep-a-pooler.eu-central-1.aws.neon.tech/app', 'production'],
    ['mysql://u@aws.connect.psdb.cloud/app', 'production'],
    ['postgresql://u@roundhouse.proxy.rlwy.net:1/railway', 'production'],
    ['postgresql://u@postgres.railway.internal/railway', 'production'],
    ['postgresql://u@ec2-1-2-3-4.compute-1.amazonaws.com/d', 'production'],
    ['postgresql://u@db-x.b.db.ondigitalocean.com:25060/defaultdb', 'production'],
    ['postgresql://u@x.postgres.database.azure.com/app', 'production'],
    ['sqlserver://x.database.windows.net;database=app', 'production'],
    ['mongodb+srv://u@cluster0.abc.mongodb.net/app', 'production'],
    ['prisma+postgres://accelerate.prisma-data.net/?api_key=k', 'production'],
    ['postgresql://u@db.prisma.io/postgres', 'production'],
    [open, 'unknown'],
    ['postgresql://u@8.8.8.8/app', 'unknown'],
    ['postgresql://u@10.0.0.5/app', 'unknown'],
    ['postgresql://u@db/app', 'unknown'],
    ['postgresql://u@localhost/app_production', 'production'],
    ['postgresql://u@localhost/appProd', 'production'],
    ['postgresql://prod_admin@localhost/app', 'production'],
    ['postgresql://u@localhost/live', 'production'],
    ['postgresql://u@localhost/app-staging', 'staging'],
    ['file:/srv/production/app.db', 'production'],
    ['file:/home/me/live-coding/dev.db', 'development'],
    ['postgresql://u@localhost/reproduction_lab', 'development'],
    ['postgresql://u@localhost/products', 'development'],
    ['postgresql://u@localhost/productivity', 'development'],
    ['postgresql://u@localhost/delivery', 'development'],
    ['postgresql://u@localhost/non_prod', 'development'],
  ])('%s is %s', (url, name) => {
    expect(environment(url)).toBe(name);
  });

  it('is unknown where nobody knows the target, whatever the variables say', () => {
    expect(judge({ NODE_ENV: 'development' }, { targets: [], problem: 'no' }, policy()).name).toBe('unknown');
  });

  it('is as strict as the strictest of two targets', () => {
    const targets = [target(local), target(managed, 'shadow')];
    expect(judge({}, { targets, problem: undefined }, policy()).name).toBe('production');
  });
});

describe('the variables', () => {
  it.each([
    [{ NODE_ENV: 'production' }, 'production'],
    [{ NODE_ENV: 'PROD ' }, 'production'],
    [{ APP_ENV: 'prd' }, 'production'],
    [{ RAILS_ENV: 'staging' }, 'staging'],
    [{ VERCEL: '1', VERCEL_ENV: 'preview' }, 'staging'],
    [{ VERCEL: '1' }, 'production'],
    [{ NETLIFY: 'true', CONTEXT: 'deploy-preview' }, 'staging'],
    [{ CONTEXT: 'deploy-preview' }, undefined],
    [{ RAILWAY_PROJECT_ID: 'x', RAILWAY_ENVIRONMENT_NAME: 'pr-12' }, 'staging'],
    [{ DYNO: 'web.1' }, 'production'],
    [{ NODE_ENV: 'test' }, 'development'],
    [{ NODE_ENV: 'development', APP_ENV: 'production' }, 'production'],
    [{ NODE_ENV: 'wat' }, 'unknown'],
    [{ STAGE: 'alice' }, undefined],
    [{ NODE_ENV: '' }, undefined],
    [{}, undefined],
  ])('%j say %s', (env, name) => {
    const evidence = judgeVariables(env);
    expect(evidence.length > 0 ? strictest(evidence).name : undefined).toBe(name);
  });

  it('make a place stricter and never milder', () => {
    expect(environment(local, { NODE_ENV: 'production' })).toBe('production');
    expect(environment(managed, { NODE_ENV: 'development', PRISMA_INTERLOCK_ENV: 'development' })).toBe('production');
    expect(environment(open, { NODE_ENV: 'test' })).toBe('unknown');
    expect(environment('postgresql://u@10.0.0.5/app', { NODE_ENV: 'development' })).toBe('development');
  });

  it('are quoted in one short line', () => {
    const [evidence] = judgeVariables({ NODE_ENV: `a\u001b[31m\n${'x'.repeat(5000)}` });
    expect(evidence?.why).toMatch(/^NODE_ENV is "a\\x1b\[31m\\nx+…", which is no known environment\.$/);
  });
});

describe('the policy', () => {
  const says = (is: 'development' | 'staging' | 'production', label = 'app@db.example.com'): PolicyFile => ({
    environments: { [label]: is },
  });

  it('tells what an open host is, when it names the database exactly', () => {
    expect(environment(open, {}, [says('development')])).toBe('development');
    expect(environment(open, {}, [says('development', 'other@db.example.com')])).toBe('unknown');
    expect(environment(open, {}, [says('development', 'app@DB.example.com')])).toBe('development');
  });

  it.each([
    ['postgresql://u:p@localhost:5433/app', 'app@127.0.0.1:5433'],
    ['postgresql://u:p@localhost:5433/app', 'app@[::1]:5433'],
    ['postgresql://u:p@localhost:5433/app', '127.0.0.1:5433/app'],
    ['postgresql://u:p@localhost:5433/app', 'postgresql://u@localhost:5433/app?schema=x'],
    ['postgresql://u:p@localhost:5433/app', ' app@LOCALHOST:5433 '],
    ['postgresql://u:p@localhost:5433/app', 'APP@localhost:5433'],
    ['file:/work/prisma/dev.db', './prisma/dev.db'],
    ['file:/work/prisma/dev.db', 'file:./prisma/dev.db'],
    ['file:/work/prisma/dev.db', 'file:./dev.db'],
    ['file:/work/prisma/dev.db', '/work/prisma/dev.db'],
    ['file:/work/prisma/dev.db', 'prisma\\dev.db'],
    ['file:/work/prisma/dev.db', 'Prisma/Dev.db '],
  ])('means %s by %s', (url, name) => {
    expect(environment(url, {}, [says('production', name)])).toBe('production');
  });

  it('makes nothing milder by a name that is only like its own', () => {
    const inside = 'postgresql://u@10.0.0.5/app';
    expect(environment(open, {}, [says('development', 'APP@db.example.com')])).toBe('unknown');
    expect(environment(inside, {}, [says('development', 'APP@10.0.0.5')])).toBe('unknown');
    expect(environment(inside, {}, [says('staging', 'APP@10.0.0.5')])).toBe('unknown');
    expect(environment(inside, { NODE_ENV: 'development' }, [says('production', 'APP@10.0.0.5')])).toBe('production');
    expect(environment(local, {}, [{ disposable: ['APP@localhost'] }])).toBe('development');
    expect(environment('file:/work/prisma/dev.db', {}, [{ disposable: ['file:./dev.db'] }])).toBe('development');
    expect(environment(local, {}, [{ disposable: ['localhost:5432/app'] }])).toBe('test');
    expect(environment(local, {}, [{ disposable: ['localhost:5432/app'] }, says('staging', 'App@localhost')])).toBe(
      'staging',
    );
  });

  it('is not above a variable that says production', () => {
    expect(environment(open, { NODE_ENV: 'production' }, [says('development')])).toBe('production');
  });

  it('is not above the stricter word of another file, nearer or farther', () => {
    expect(environment(open, {}, [says('development'), says('staging')])).toBe('staging');
    expect(environment(open, {}, [says('production'), says('development')])).toBe('production');
  });

  it('names what is disposable, unless a name or a variable speaks of staging or production', () => {
    const disposable = (label: string): PolicyFile[] => [{ disposable: [label] }];
    expect(environment(local, {}, disposable('app@localhost'))).toBe('test');
    expect(environment(local, { NODE_ENV: 'test' }, disposable('app@localhost'))).toBe('test');
    expect(environment(managed, {}, disposable(target(managed).label))).toBe('test');
    expect(environment(local, { NODE_ENV: 'production' }, disposable('app@localhost'))).toBe('production');
    expect(environment(local, { NODE_ENV: 'odd' }, disposable('app@localhost'))).toBe('unknown');
    expect(environment('mysql://localhost/app_staging', {}, disposable('app_staging@localhost'))).toBe('staging');
    expect(environment(local, {}, [...disposable('app@localhost'), says('staging', 'app@localhost')])).toBe('staging');
  });

  it('does not make a database disposable because its neighbour is', () => {
    const targets = [target(local), target('postgresql://localhost/shadow', 'shadow')];
    expect(judge({}, { targets, problem: undefined }, policy({ disposable: ['app@localhost'] })).name).toBe(
      'development',
    );
  });
});

it('tells nothing of the password in any evidence', () => {
  const evidence = judgeTarget(target('postgresql://prod:topsecret@x.rds.amazonaws.com/prod'), policy());
  expect(evidence.map(({ says }) => says)).toContain('production');
  expect(JSON.stringify(evidence)).not.toContain('topsecret');
});
