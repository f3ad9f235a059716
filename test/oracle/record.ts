/** `npm run oracle`: runs the corpus through each real CLI and writes down what its engine was asked. Ten minutes or so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFixtures } from '../support/fixtures.ts';
import { corpus } from './corpus.ts';
import { inParallel, measure } from './measure.ts';

await installFixtures();
const cache = mkdtempSync(join(tmpdir(), 'oracle-'));
try {
  for (const major of [5, 6, 7] as const) {
    const measured = await inParallel(corpus(major, 420), 2, (argv) => measure(major, argv, cache));
    const file = join(import.meta.dirname, 'recorded', `prisma${major}.jsonl`);
    writeFileSync(file, measured.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const count = (effect: string) => measured.filter((line) => line.effect === effect).length;
    console.info(
      `Prisma ${major}: ${measured.length} lines, ${count('destroys')} destroy, ${count('mutates')} change.`,
    );
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
}
