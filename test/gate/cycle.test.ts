import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onEach } from '../e2e/databases.ts';
import type { Ran } from '../support/run.ts';
import { isWhole } from '../support/sweep.ts';
import { type Gated, gated } from './behind-gate.ts';
import { contentOf, cycle, migrationsFor, models, plain } from './cycle.ts';

/** The same project twice; in the one the CLI starts its engine, in the other the gate. */
// Sixteen commands and as many digests: a busy machine takes its time.
describe.each(onEach([6, 7]).filter(({ major }) => isWhole || major === 7))(
  'a cycle of Prisma $major on $provider behind the gate',
  { timeout: 300_000 },
  ({ major, provider }) => {
    test('prints the same, and leaves the same database', async () => {
      const files = {
        'script.sql': `INSERT INTO ${provider === 'mysql' ? '`User`' : '"User"'} (email) VALUES ('ada@example.com');\n`,
      };
      const make = () => gated(major, provider, { engine: 'wasm', migrations: migrationsFor(provider), models, files });
      const [at, bare] = [await make(), await make()];
      // No question and no backup: what is compared is the way through.
      writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify({ disposable: [at.label] }));
      for (const { argv, prepare } of cycle) {
        const words = major === 6 && argv[1] === 'execute' ? [...argv, '--schema', 'prisma/schema.prisma'] : argv;
        const run = (each: Gated, start: (more: Record<string, string>) => Promise<Ran>) => {
          prepare?.(each.dir, provider);
          return start({ WASM_ENGINE_PUSH_SQL: join(each.dir, 'push.sql') });
        };
        const ours = await run(at, (env) => at.bare(words, env));
        const theirs = await run(bare, (env) => bare.prisma(words, { env }));
        expect(theirs.exitCode, `${words.join(' ')}\n${theirs.stdout}${theirs.stderr}`).toBe(0);
        expect(plain(at, ours), words.join(' ')).toEqual(plain(bare, theirs));
        expect(await contentOf(provider, at), words.join(' ')).toEqual(await contentOf(provider, bare));
      }
      // The cycle has gone through the gate: it wrote down what it let through.
      expect(at.audit().filter(({ event }) => event === 'begin').length).toBeGreaterThan(4);
      expect(bare.audit()).toEqual([]);
    });
  },
);
