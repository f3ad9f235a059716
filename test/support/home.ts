/** What the tests' own process remembers of databases stays out of the home of whoever runs them, and of one another's way. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const preload = join(import.meta.dirname, 'home.cjs');

// A worker runs several files.
if (process.env['TEST_HOME'] === undefined) {
  process.env['TEST_HOME'] = mkdtempSync(join(realpathSync(tmpdir()), 'home-'));
  createRequire(import.meta.url)(preload);
  process.env['NODE_OPTIONS'] = [process.env['NODE_OPTIONS'], `--require ${preload}`].filter(Boolean).join(' ');
}
