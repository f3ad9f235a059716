import { expect, test } from 'vitest';
import { parseManifest } from '../../../../src/backup/manifest/manifest.ts';
import { parseStored, storedOf } from '../../../../src/backup/repository/age/stored.ts';

const sum = { size: 3, sha256: 'a'.repeat(64) };

test('what a restored copy lacks is counted in the open half, and named in none', () => {
  const manifest = parseManifest({
    format: 1,
    id: '2026-11-22T12-10-05Z_app_before-migrate-reset_k3f7',
    time: '2026-11-22T12:10:05.000Z',
    kind: 'manual',
    pinned: false,
    why: { reason: 'x', argv: [] },
    target: { identity: { provider: 'postgresql', host: 'localhost', port: 5432, database: 'app' }, label: 'app' },
    engine: 'postgresql',
    serverVersion: '15.18',
    tool: null,
    files: [{ path: 'database.dump', ...sum }],
    tables: [],
    objects: [],
    snapshot: 'shared',
    excluded: [],
    check: 'inspected',
    verifiedBut: {
      at: '2026-11-22T12:10:05.000Z',
      serverVersion: '15.18',
      seconds: 1,
      omissions: [
        { kind: 'constraint', name: 'public.Patient.hiv_key', how: 'left-out', why: 'Key (hiv) is duplicated' },
        {
          kind: 'index',
          name: 'public.hiv_key',
          how: 'weaker',
          why: 'Key (hiv) is duplicated',
          hangsOn: ['constraint hiv'],
        },
      ],
    },
    durationMs: 1,
  });
  const stored = storedOf(manifest, manifest.files, sum);
  expect(JSON.stringify(stored)).not.toMatch(/hiv|Patient/);
  expect(parseStored(stored).manifest.verifiedBut?.omissions.map(({ how }) => how)).toEqual(['left-out', 'weaker']);
});
