/**
 * The two halves of a manifest that is kept encrypted. What is needed to list and to keep backups stays readable:
 * id, times, kind, check, pin, target, engine, versions, and the sizes and sums of the encrypted files.
 */
import * as v from 'valibot';
import { type BackupManifest, parseManifest } from '../../manifest/manifest.ts';
import type { FileSum } from './crypt.ts';

export const sealedName = 'manifest.age';
export const suffix = '.age';

/** What only the owner of a key reads. */
const secretFields = ['why', 'tables', 'objects', 'excluded', 'incomplete', 'files'] as const;

type Secret = Pick<BackupManifest, 'id' | (typeof secretFields)[number]>;

/** What lies in the open. */
export interface Stored {
  /** `files` are the encrypted ones; the other secret fields are empty, or say no more than that there is one. */
  readonly manifest: BackupManifest;
  readonly sealed: FileSum;
}

const storedSchema = v.looseObject({
  sealed: v.strictObject({ size: v.number(), sha256: v.string() }),
});

export function secretOf(manifest: BackupManifest): Secret {
  const { id, why, tables, objects, excluded, incomplete, files } = manifest;
  return { id, why, tables, objects, excluded, incomplete, files };
}

/** `files`, `sealed`: as they were encrypted. */
export function storedOf(manifest: BackupManifest, files: BackupManifest['files'], sealed: FileSum): object {
  const why = { reason: manifest.why.reason, argv: [] };
  // That something is missing is no secret, and without it a partial backup would count as whole; what, is one.
  const partial = manifest.incomplete && { incomplete: ['what is missing is encrypted'] };
  const lacking = manifest.verifiedBut && { verifiedBut: withoutNames(manifest.verifiedBut) };
  const open = parseManifest({
    ...manifest,
    why,
    tables: [],
    objects: [],
    excluded: [],
    ...partial,
    ...lacking,
    files,
  });
  return { ...open, sealed };
}

/** How much a restored copy lacks is no secret; what that is called is one, and the next proof tells it again. */
function withoutNames({ omissions, ...proof }: NonNullable<BackupManifest['verifiedBut']>) {
  const sealed = { kind: 'object', name: 'of an encrypted name', why: 'it is told when the backup is verified' };
  return { ...proof, omissions: omissions.map(({ how }) => ({ ...sealed, how })) };
}

/** Throws where it is none. */
export function parseStored(value: unknown): Stored {
  const { sealed, ...manifest } = v.parse(storedSchema, value);
  return { manifest: parseManifest(manifest), sealed };
}

/** Throws where the halves do not fit. */
export function joinHalves({ manifest }: Stored, secret: unknown): BackupManifest {
  const { id, ...fields } = v.parse(v.looseObject({ id: v.string() }), secret);
  if (id !== manifest.id) throw new Error('its encrypted half belongs to another backup');
  const known = Object.entries(fields).filter(([name]) => secretFields.includes(name as 'why'));
  return parseManifest({ ...manifest, ...Object.fromEntries(known) });
}
