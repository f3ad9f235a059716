/** A database that is stamped production, under variables and a policy that all say something milder: whatever is typed. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grammars } from '../../policy/grammar/index.ts';
import { matrix, ofMigrations } from '../../policy/matrix.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../../src/classify/classify.ts';
import { makeStamp } from '../../src/commands/make-stamp.ts';
import { createHost, type Host } from '../../src/host.ts';
import { parse } from '../../src/parse/parse.ts';
import { judgeAt } from '../../src/pipeline/judge-at.ts';
import { placeOf } from '../../src/pipeline/resolve.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { createLooker, type Looker } from '../../src/target/look.ts';
import { createTarget } from '../../src/target/target.ts';
import { writeStamp } from '../../src/target/write-stamp.ts';
import type { Judgement, Program, Risk, Target } from '../../src/types.ts';
import { corpus } from '../oracle/corpus.ts';
import { levelLine } from '../oracle/generate.ts';
import { createMariadbDatabase, createPostgresDatabase, mariadb, type TestDatabase } from '../support/servers.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stamped-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { NODE_ENV: 'development', APP_ENV: 'test', PRISMA_INTERLOCK_ENV: 'development', CI: 'true' };
const values = { cwd: folder, env, argv: [], homeFolder: () => folder, parentPid: 0, isTerminal: () => false };
const host = Object.create(
  createHost(),
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }])),
) as Host;
const target = (url: string, role: Target['role'] = 'main') => createTarget(host, url, role, 'a test', folder);

type Line = readonly [program: Program, major: number | undefined, argv: readonly string[]];

/** What the rules say of themselves: `5,6,7: db push`. */
const examples = rules.flatMap(({ examples: { caught, passed } }) =>
  [...caught, ...passed].flatMap((example): Line[] => {
    const [head = '', rest = ''] = example.split(/: (.*)/s);
    if (head === 'dropdb') return [['dropdb', undefined, rest.split(' ')]];
    return head.split(',').map((major): Line => ['prisma', Number(major), rest.split(' ')]);
  }),
);
const tried = ([5, 6, 7] as const).flatMap((major) => corpus(major, 150).map((argv): Line => ['prisma', major, argv]));

interface Stamped {
  readonly main: Target;
  readonly looker: Looker;
  readonly policy: Policy;
}

async function judged(
  { looker, policy, main }: Stamped,
  [program, major, argv]: Line,
  targets: readonly Target[] = [main],
): Promise<Judgement> {
  const invocation = parse(program, major, argv, grammars);
  const classification = classify(invocation, rules);
  const known = { policy, written: () => [] };
  const place = await placeOf(host, looker, classification, { targets, problem: undefined }, known);
  return judgeAt(host, policy, { invocation, classification }, place);
}

/** Lines that reach another database than the project's: none by a URL, or those that Prisma runs by itself. */
const isElsewhere = ({ classification: { reach } }: Judgement) => ['local', 'cloud', 'shadow'].includes(reach);

async function sqliteDatabase(): Promise<Pick<TestDatabase, 'url' | 'drop'>> {
  writeFileSync(join(folder, 'live.db'), '');
  return { url: `file:${join(folder, 'live.db')}`, drop: async () => {} };
}

/** MariaDB lets an administrator write it, and everybody whom it was granted read it: here the administrator comes himself. */
async function mariadbDatabase(): Promise<Pick<TestDatabase, 'url' | 'drop'>> {
  const { name, drop } = await createMariadbDatabase();
  const { host: at, port, user, password } = mariadb();
  return { url: `mysql://${user}:${password}@${at}:${port}/${name}`, drop };
}

describe.each([
  ['SQLite', sqliteDatabase],
  ['PostgreSQL', createPostgresDatabase],
  ['MariaDB', mariadbDatabase],
] as const)('%s', (_, create) => {
  let database: Pick<TestDatabase, 'url' | 'drop'>;
  let stamped: Stamped;

  beforeAll(async () => {
    database = await create();
    const main = await createLooker(host).at(target(database.url));
    await writeStamp(host, main, makeStamp(host, main, 'production'));
    const policy = mergePolicies([{ file: '', says: { disposable: [main.label] } }], folder);
    stamped = { main: target(database.url), looker: createLooker(host), policy };
  });
  afterAll(() => database?.drop());

  async function expectProduction(line: Line): Promise<Risk> {
    const found = await judged(stamped, line);
    const { risk } = found.classification;
    if (isElsewhere(found)) return risk;
    const { verdict, confirm, backup } = found.decision;
    // What cannot lose data is not looked at.
    const name = risk === 'none' ? 'production' : found.environment.name;
    // Those of Prisma 8 are read from its files before anybody is asked; what cannot be read is judged by its name.
    const { sql } = found.classification;
    const cell = (sql === 'migrations' && risk === 'destroy' && ofMigrations[risk]) || matrix.production[risk];
    expect({ line, name, verdict, confirm, backup }).toEqual({ line, name: 'production', ...cell });
    return risk;
  }

  it('has the row of production for every line that is an example, or was measured', async () => {
    const of = { none: 0, change: 0, destroy: 0, unknown: 0 };
    for (const line of [...examples, ...tried]) {
      of[await expectProduction(line)]++;
    }
    for (const count of Object.values(of)) expect(count).toBeGreaterThan(20);
  });

  it('has it for any other line', async () => {
    const majors = fc.constantFrom(5, 6, 7, 8, undefined);
    const line = fc.tuple(fc.constantFrom<Program>('prisma', 'prisma7'), majors, levelLine);
    await fc.assert(
      fc.asyncProperty(line, async (each) => void (await expectProduction(each))),
      { numRuns: 400 },
    );
  });

  it('is nobody’s shadow database, by any line that would empty one', async () => {
    const own = target(`file:${join(folder, 'own.db')}`);
    const shadow = target(database.url, 'shadow');
    let emptying = 0;
    for (const line of [...examples, ...tried]) {
      const found = await judged(stamped, line, [own, shadow]);
      if (found.classification.reach !== 'shadow') continue;
      emptying++;
      expect({ line, verdict: found.decision.verdict }).toEqual({ line, verdict: 'block' });
    }
    expect(emptying).toBeGreaterThan(5);
  });
});
