/** A database that is a JSON file of tables, and the engine for it: small enough to break on purpose. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupEngine, Contents, EngineContext } from '../../../src/backup/engines/contract.ts';
import { secret } from '../../../src/secrets/secret.ts';
import type { Target } from '../../../src/types.ts';

export function tinyTarget(path: string, host = 'localhost'): Target {
  return {
    identity: { provider: 'postgresql', host, port: 5432, database: path },
    role: 'main',
    url: secret(`postgresql://app:s3cret%2Fp%C3%A4ss@${host}/tiny`),
    label: `tiny@${host}`,
    source: 'test',
  };
}

export const tinyEngine: BackupEngine = {
  name: 'postgresql',
  async preflight({ target }) {
    const exists = existsSync(target.identity.database);
    return { exists, estimatedBytes: 100, serverVersion: '1', tool: undefined };
  },
  async dump({ target }: EngineContext, folder: string) {
    copyFileSync(target.identity.database, join(folder, 'tiny.json'));
    return {
      ...contentsOf(target.identity.database),
      serverVersion: '1',
      tool: undefined,
      files: ['tiny.json'],
      snapshot: 'shared',
      excluded: ['roles'],
    };
  },
  async inspect(_context, folder) {
    JSON.parse(readFileSync(join(folder, 'tiny.json'), 'utf8'));
  },
  async restoreBeside({ target }, folder) {
    const copy = `${target.identity.database}.beside`;
    copyFileSync(join(folder, 'tiny.json'), copy);
    return {
      fingerprint: async () => contentsOf(copy),
      swapIn: async () => copyFileSync(copy, target.identity.database),
      discard: async () => writeFileSync(copy, ''),
    };
  },
  fingerprint: async ({ target }) => contentsOf(target.identity.database),
};

function contentsOf(path: string): Contents {
  const tables = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown[]>;
  return {
    tables: Object.entries(tables).map(([name, rows]) => ({
      name,
      rows: rows.length,
      digest: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
    })),
    objects: [],
  };
}
