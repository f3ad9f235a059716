import { mkdirSync, readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeProject, type ProjectOptions } from '../../support/project.ts';
import { hostIn, resolveIn } from './real-cli.ts';

function project(options: Partial<ProjectOptions> & { major: 5 | 6 | 7 | 8 }) {
  const made = makeProject({ provider: 'postgresql', url: 'postgresql://me:hunter2@localhost/app', ...options });
  onTestFinished(() => made.cleanup());
  return made;
}

const reset = ['migrate', 'reset', '--force'];

describe('a target that cannot be found out', () => {
  it.each([5, 6, 7] as const)('is a problem with what Prisma %i says, and no secret', async (major) => {
    const made = project({
      major,
      files: {
        'prisma/schema.prisma':
          'datasource db {\n  provider = "postgresql"\n  url = "postgresql://me:hunter2@h/x" oops\n}\n',
      },
    });
    const { targets, problem } = await resolveIn(made, major, reset);
    expect(targets).toEqual([]);
    expect(problem).toMatch(/did not say which database it would use\. It said: .{10}/);
    expect(problem).not.toMatch(/hunter2|\n/);
  });

  it.each([5, 6, 7] as const)('is a problem where Prisma %i has no URL', async (major) => {
    const { targets, problem } = await resolveIn(project({ major, files: { '.env': '' } }), major, reset);
    expect(targets).toEqual([]);
    expect(problem).toMatch(/It said: /);
  });

  it('is a problem where a driver adapter of Prisma 6 decides', async () => {
    const config = `import { defineConfig } from 'prisma/config';
      export default defineConfig({ experimental: { adapter: true }, engine: 'js', schema: 'prisma/schema.prisma',
        adapter: async () => { throw new Error('adapter at postgresql://me:hunter2@h/x'); } });`;
    const { targets, problem } = await resolveIn(
      project({ major: 6, urlIn: 'env', files: { 'prisma.config.ts': config } }),
      6,
      reset,
    );
    expect(targets).toEqual([]);
    expect(problem).toMatch(/engine: "js".*It said: adapter at \[url\]/);
    expect(problem).not.toContain('hunter2');
  });

  it('is a problem where the URL is none', async () => {
    const { problem } = await resolveIn(project({ major: 7 }), 7, [
      'db',
      'push',
      '--url',
      'postgresql://me:hunter2@[x/app',
    ]);
    expect(problem).toBe('The connection URL cannot be read.');
  });

  it.each([
    [6, ['platform', 'project', 'delete']],
    [7, ['db', 'unheard-of']],
    [7, ['bootstrap']],
  ] as const)('is a problem for Prisma %i %j, without a question', async (major, argv) => {
    const made = project({ major });
    const none = () => {
      throw new Error('nothing is started');
    };
    const { targets, problem } = await resolveIn(made, major, argv, { childProcess: none });
    expect([targets.length, problem === undefined, problem?.includes('started')]).toEqual([0, false, false]);
  });
});

describe('the question', () => {
  it('leaves no folder behind, runs no seed and no generator, and writes nothing in the project', async () => {
    const generator =
      'generator x {\n  provider = "node mark.cjs"\n}\n\ndatasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n';
    const made = project({
      major: 6,
      seed: true,
      files: { 'prisma/schema.prisma': generator, 'mark.cjs': "require('fs').writeFileSync('ran', '')" },
    });
    const temporary = `${made.dir}/tmp`;
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const files = () =>
      (readdirSync(made.dir, { recursive: true }) as string[])
        .filter((file) => !file.startsWith('node_modules'))
        .sort();
    const before = files();
    expect((await resolveIn(made, 6, reset)).problem).toBeUndefined();
    expect(files()).toEqual(before);
  });

  it('works where no script can be started as a program, as on Windows', async () => {
    const made = project({ major: 7, shadowUrl: 'postgresql://u:p@h.example.com/s' });
    // Only the choice of the way to start is the other system's here: the pipe's name has to be one of this system.
    const host = hostIn(made);
    const denied = {
      ...host.fs,
      accessSync: () => {
        throw new Error('EACCES');
      },
    } as typeof host.fs;
    const { targets, problem } = await resolveIn(made, 7, ['migrate', 'dev'], { fs: denied });
    expect(problem).toBeUndefined();
    expect(targets.map(({ label }) => label)).toEqual(['app@localhost', 's@h.example.com']);
  });

  it('is answered although the environment names no PATH to Node', async () => {
    const made = project({ major: 5 });
    const { targets } = await resolveIn(made, 5, reset, { env: { ...hostIn(made).env, PATH: '/nowhere' } });
    expect(targets.map(({ label }) => label)).toEqual(['app@localhost']);
  });
});

describe('Prisma 8', () => {
  it('is asked through the configuration loader of its own install', async () => {
    const made = project({ major: 8, urlIn: 'schema' });
    const { targets, problem } = await resolveIn(made, 8, ['db', 'update']);
    expect(problem).toBeUndefined();
    expect(targets.map(({ label, source }) => [label, source])).toEqual([['app@localhost', 'prisma.config.ts']]);
  });

  it('takes --db before the configuration', async () => {
    const { targets } = await resolveIn(project({ major: 8 }), 8, [
      'db',
      'update',
      '--db',
      'postgresql://u:p@h.example.com/x',
    ]);
    expect(targets.map(({ label }) => label)).toEqual(['x@h.example.com']);
  });

  it.each([
    ['', []],
    ["throw new Error('at postgresql://me:hunter2@h/x');", []],
    ["import 'prisma/config'; process.exit(0);", []],
    ['export default {};', []],
    ['', ['--config', 'nowhere.ts']],
  ])('with a configuration of %j is a problem', async (config, flags) => {
    const made = project({ major: 8, files: { 'prisma.config.ts': config } });
    const { targets, problem } = await resolveIn(made, 8, ['db', 'update', ...flags]);
    expect(targets).toEqual([]);
    expect(problem).toMatch(/configuration cannot be read|names a database/);
    expect(problem).not.toContain('hunter2');
  });
});
