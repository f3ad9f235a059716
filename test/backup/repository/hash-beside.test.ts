import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFile } from '../../../src/backup/repository/durable.ts';
import { hashBeside } from '../../../src/backup/repository/hash-beside.ts';
import { createHost } from '../../../src/host.ts';
import { scratchFolder } from '../engines/scratch.ts';

const host = createHost();
const size = 70 << 20;

test('a large file has the sum that it has anyway', async () => {
  const file = join(scratchFolder(), 'large');
  writeFileSync(file, 'begins with something, and ends with zeros');
  truncateSync(file, size);
  expect(await hashBeside(host, file, size)).toBe(await hashFile(host, file));
});

test('a large file that cannot be read has no sum', async () => {
  await expect(hashBeside(host, join(scratchFolder(), 'missing'), size)).rejects.toThrow('ENOENT');
});
