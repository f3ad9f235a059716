import { type For, generate } from './grammar.ts';
import type { Runs } from './run.ts';

/** What the server did otherwise than the grammar says, what it refused, and by how much one of them counts. */
export async function checkRuns(runs: Runs, at: For, seeds: readonly number[]) {
  const [wrong, refused]: [string[], string[]] = [[], []];
  for (const seed of seeds) {
    const { sql, destroys } = generate(seed, at);
    const { gone, error } = await runs.run(sql);
    // One statement before has renamed or removed what another one needs.
    if (error !== undefined) refused.push(`${seed}: ${error}: ${sql}`);
    else if (gone.length > 0 !== destroys) wrong.push(`${seed}: ${destroys}: ${gone}: ${sql}`);
  }
  return { wrong, refused, share: 1 / seeds.length };
}
