/** What a backup says of itself. It is written last; later only its pin, its check and what became of it are changed, by `rewriteManifest`. */
import * as v from 'valibot';
import type { Host } from '../../host.ts';
import type { Dump } from '../engines/contract.ts';
import { isEngineName } from '../engines/registry.ts';
import { formatVersion, isBackupId, manifestName, projectName } from './format.ts';
import { parseManifestText, readManifestText } from './manifest-text.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const providers = ['sqlite', 'postgresql', 'mysql', 'sqlserver', 'mongodb', 'unknown'] as const;
/** A manifest that was tampered with must not make a restore read outside its own folder. */
const pathInside = v.pipe(
  v.string(),
  v.check((path) => path !== manifestName && path.split('/').every((part) => /^(?!\.{1,2}$)[^\\:\0]+$/.test(part))),
);

const schema = v.strictObject({
  format: v.literal(formatVersion),
  id: v.pipe(v.string(), v.check(isBackupId)),
  /** When the dump began. ISO 8601, UTC, with milliseconds. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  kind: v.picklist(['automatic', 'manual']),
  /** A pinned backup is not removed by retention: until `pinnedUntil`, or without one until it is unpinned. */
  pinned: v.boolean(),
  /** ISO 8601, UTC. */
  pinnedUntil: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  pinnedWhy: v.optional(v.string()),
  /** Of a pin that came with a command; without it, a person's. */
  pinnedBy: v.optional(v.literal('command')),
  /** The invocation that it was made for, without secrets, and what a person noted. */
  why: v.strictObject({ reason: v.string(), argv: v.array(v.string()), note: v.optional(v.string()) }),
  target: v.strictObject({
    identity: v.strictObject({
      provider: v.picklist(providers),
      host: v.string(),
      port: count,
      database: v.string(),
      /** As the server itself told it. Older manifests have none. */
      server: v.optional(
        v.strictObject({
          provider: v.picklist(['sqlite', 'postgresql', 'mysql']),
          server: v.string(),
          database: v.string(),
          name: v.optional(v.string()),
          file: v.optional(v.string()),
          here: v.optional(v.string()),
        }),
      ),
    }),
    label: v.string(),
  }),
  engine: v.pipe(v.string(), v.check(isEngineName)),
  serverVersion: v.string(),
  tool: v.nullable(v.strictObject({ name: v.string(), path: v.string(), version: v.string() })),
  files: v.pipe(v.array(v.strictObject({ path: pathInside, size: count, sha256 })), v.minLength(1)),
  tables: v.array(v.strictObject({ name: v.string(), rows: count, digest: v.optional(v.string()) })),
  objects: v.array(
    v.strictObject({ kind: v.string(), name: v.string(), detail: v.string(), impliedOn: v.optional(v.string()) }),
  ),
  snapshot: v.picklist(['shared', 'separate']),
  excluded: v.array(v.string()),
  /** What could not be read of a damaged database. Whatever has this is not whole. */
  incomplete: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** `inspected`: the payload was read through once. `verified`: it was restored and compared. */
  check: v.picklist(['inspected', 'verified']),
  /** When and where it was restored and found to hold all that it recorded. Older manifests have none. */
  verified: v.optional(
    v.strictObject({
      at: v.pipe(v.string(), v.isoTimestamp()),
      how: v.literal('restored'),
      serverVersion: v.string(),
      seconds: v.pipe(v.number(), v.minValue(0)),
    }),
  ),
  /**
   * When and where it was restored and found to hold all that it recorded but for these. It is not called verified then.
   */
  verifiedBut: v.optional(
    v.strictObject({
      at: v.pipe(v.string(), v.isoTimestamp()),
      serverVersion: v.string(),
      seconds: v.pipe(v.number(), v.minValue(0)),
      omissions: v.pipe(
        v.array(
          v.strictObject({
            kind: v.string(),
            name: v.string(),
            how: v.picklist(['left-out', 'weaker', 'other-value']),
            why: v.string(),
            values: v.optional(v.string()),
            hangsOn: v.optional(v.array(v.string())),
          }),
        ),
        v.minLength(1),
      ),
    }),
  ),
  /** An instant copy of the whole database on its own server, by its name there; gone when the next one is made. */
  beside: v.optional(v.strictObject({ name: v.string(), at: v.pipe(v.string(), v.isoTimestamp()) })),
  /**
   * Of the present state that a restore or an undo backed up first: when its database had been replaced, and what is there
   * had been read. Without it nobody knows whether that succeeded.
   */
  replacedAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  /** The state of the database when this was made; equal to no other. Older manifests, and those of other programs, have none. */
  mark: v.optional(v.string()),
  durationMs: count,
});

export type BackupManifest = v.InferOutput<typeof schema>;

/** Throws where `value` is no manifest. */
export function parseManifest(value: unknown): BackupManifest {
  return v.parse(schema, value);
}

/** Throws an `Error` whose message says in a few words what is wrong; a broken manifest is no good backup. */
export async function readManifest(host: Host, folder: string, id: string): Promise<BackupManifest> {
  const text = await readManifestText(host, folder);
  const result = v.safeParse(schema, parseManifestText(text));
  if (!result.success) {
    throw new Error(`its manifest is not valid at "${v.getDotPath(result.issues[0]) ?? 'the top'}"`);
  }
  if (result.output.id !== id) throw new Error('its manifest belongs to another backup');
  return result.output;
}

/** What the engine was told by its own dump. */
export function asDump(manifest: BackupManifest): Dump {
  const { serverVersion, tool, tables, objects, snapshot, excluded, mark } = manifest;
  const files = manifest.files.map((file) => file.path).filter((file) => file !== projectName);
  return { serverVersion, tool: tool ?? undefined, files, tables, objects, snapshot, excluded, mark };
}
