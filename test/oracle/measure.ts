import { nodePath } from '../support/node-versions.ts';
import { makeProject, type Project } from '../support/project.ts';
import { run } from '../support/run.ts';
import { describeCalls, type EngineCall, effectOf } from '../support/tripwire.ts';
import type { LevelMajor } from './model.ts';

/** What a real CLI did with a line, seen by the engine it asked. */
export interface Measured {
  readonly argv: readonly string[];
  readonly effect: 'destroys' | 'mutates' | 'none';
  readonly calls: readonly string[];
  /** `timeout` where it waited for an answer that nobody gave. */
  readonly exit: number | 'timeout';
}

const url = 'postgresql://app@127.0.0.1:1/app';
const model = 'model User {\n  id Int @id\n}\n';
const source = `datasource db {\n  provider = "postgresql"\n  url = "${url}"\n}\n`;

/** A folder in which every file that a line may name is there. Nothing listens at its URL: the engine only writes down. */
export function oracleProject(major: LevelMajor): Project {
  const schema = `${major === 7 ? source.replace(/ {2}url.*\n/, '') : source}${model}`;
  const config = `export default { schema: 'prisma/schema.prisma'${major === 7 ? `, datasource: { url: '${url}' }` : ''} };\n`;
  return makeProject({
    major,
    provider: 'postgresql',
    url,
    urlIn: 'schema',
    shadowUrl: 'postgresql://app@127.0.0.1:1/shadow',
    seed: true,
    models: model,
    migrations: { '20260101000000_init': 'SELECT 1;\n' },
    files: {
      'alt.prisma': schema,
      '--help': schema,
      'script.sql': 'DROP TABLE "User";\n',
      ...(major === 5 ? {} : { 'alt.config.ts': config }),
    },
  });
}

/** Runs one line through the bare real CLI, without a terminal. */
export async function measure(major: LevelMajor, argv: readonly string[], cache: string): Promise<Measured> {
  const project = oracleProject(major);
  try {
    const env = { ...project.env, NODE_COMPILE_CACHE: cache };
    const ran = await run(nodePath(24), [project.cli, ...argv], {
      cwd: project.dir,
      env,
      input: '',
      timeoutMs: 12_000,
    }).catch(() => undefined);
    const calls = project.calls();
    return { argv, effect: effectOfAll(calls), calls: describeCalls(calls), exit: ran?.exitCode ?? 'timeout' };
  } finally {
    project.cleanup();
  }
}

/** A script of SQL that nobody has read destroys; a seed changes. */
function effectOfAll(calls: readonly EngineCall[]): Measured['effect'] {
  const effects = calls.map((call) => (call.kind === 'seed' ? 'changes' : effectOf(call)));
  if (effects.some((effect) => effect === 'destroys' || effect === 'runs-script')) return 'destroys';
  // A diff empties the shadow database and nothing else, so it is that database that it destroys.
  if (calls.some((call) => call.method === 'diff' && effectOf(call) === 'shadow')) return 'destroys';
  return effects.some((effect) => effect !== 'reads') ? 'mutates' : 'none';
}

/** Runs `work` on all items, `width` at a time, and keeps their order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
