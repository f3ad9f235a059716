import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Example, Hazard } from '../../policy/hazards/hazard.ts';
import { hazards } from '../../policy/hazards/index.ts';
import { createHost } from '../../src/host.ts';
import { readSql } from '../../src/sql/read.ts';
import type { Dialect } from '../../src/sql/script.ts';
import { readSet } from '../../src/sql/set.ts';

async function seenIn(dialect: Dialect, sql: string, schema?: string): Promise<string[] | undefined> {
  const statements = await readSql(createHost(), sql, { dialect, schema });
  return statements && readSet([{ migration: undefined, statements }]).hazards.map(({ id }) => id);
}

const examples = hazards.flatMap(({ id, examples }: Hazard) =>
  Object.entries(examples).map(([dialect, example]) => ({ id, dialect: dialect as Dialect, ...(example as Example) })),
);

describe.each(examples)('$id on $dialect', ({ id, dialect, bad, good, there }) => {
  it(`is seen in ${bad}`, async () => {
    expect(await seenIn(dialect, bad, there)).toContain(id);
  });
  it(`is not seen in ${good}`, async () => {
    const seen = await seenIn(dialect, good, there);
    expect(seen).toBeDefined();
    expect(seen).not.toContain(id);
  });
});

describe('the hazards as a whole', () => {
  it('has an example of each on every kind of server that has it, and names none twice', () => {
    for (const { id, rewrite, examples } of hazards) expect(Object.keys(examples), id).toEqual(Object.keys(rewrite));
    expect(hazards.filter(({ examples }) => 'mysql' in examples && 'postgresql' in examples)).toEqual(hazards);
    expect(new Set(hazards.map(({ id }) => id)).size).toBe(hazards.length);
  });

  it('lists every file of policy/hazards in policy/hazards/index.ts', () => {
    const folder = join(import.meta.dirname, '../../policy/hazards');
    const index = readFileSync(join(folder, 'index.ts'), 'utf8');
    const files = readdirSync(folder).filter((file) => !['index.ts', 'hazard.ts'].includes(file));
    for (const file of files) {
      const name = /export const (\w+) = /.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
      expect(index).toContain(`from './${file}'`);
      expect(index).toMatch(new RegExp(`^ +${name},$`, 'm'));
    }
    expect(files).toHaveLength(hazards.length);
  });
});
