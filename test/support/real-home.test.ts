import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { needNothingNew, rememberedOfTests } from './real-home.ts';

test('a run that wrote into the home of whoever started it fails, and the word of a person does not', () => {
  const home = mkdtempSync(join(tmpdir(), 'real-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const folder = join(home, '.local/state/prisma-interlock');
  mkdirSync(folder, { recursive: true });
  const entry = (label: string, provider: string, host: string, port: number, database: string) => ({
    label,
    identity: { provider, host, port, database },
  });
  expect(rememberedOfTests(home)).toEqual([]);
  const own = [entry('app@db', 'postgresql', 'db', 5433, 'app'), entry('app', 'postgresql', 'localhost', 5432, 'app')];
  const made = [entry('t', 'sqlite', '', 0, join(tmpdir(), 'x/dev.db')), entry('u', 'mysql', 'localhost', 4001, 'u')];
  writeFileSync(join(folder, 'known.json'), JSON.stringify({ databases: [...own, ...made] }));
  expect(rememberedOfTests(home)).toEqual(['t', 'u']);
  expect(() => needNothingNew(['t'], rememberedOfTests(home))).toThrow('knows of u into the home');
  expect(() => needNothingNew(['t', 'u'], rememberedOfTests(home))).not.toThrow();
});
