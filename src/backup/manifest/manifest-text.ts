/** A manifest as it lies in a file: with a checksum over all the rest, by which any byte that changed is found. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { manifestName } from './format.ts';

/** Far more than the manifest of a database with a hundred thousand tables takes, in bytes. */
const largest = 64_000_000;

/** Throws an `Error` that says in a few words what is wrong. A pipe in its place would have us wait for ever. */
export async function readManifestText(host: Host, folder: string): Promise<string> {
  const { promises } = host.fs;
  const file = join(folder, manifestName);
  try {
    const stat = await promises.stat(file);
    if (stat.isFile() && stat.size <= largest) return await promises.readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? 'it has no manifest' : `its manifest cannot be read (${code})`);
  }
  throw new Error('its manifest is no file that a manifest could be');
}

export function toManifestText(manifest: object): string {
  return `${JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }, undefined, 2)}\n`;
}

/**
 * Without the checksum, which older manifests do not have. Throws an `Error` that says in a few words what is wrong with
 * the text; what it says is not looked at.
 */
export function parseManifestText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('its manifest is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new Error('its manifest is not JSON');
  const { checksum, ...manifest } = value as { checksum?: unknown };
  if (checksum !== undefined && checksum !== checksumOf(manifest)) {
    throw new Error('its manifest was changed after it was written');
  }
  return manifest;
}

/** SHA-256, hex. */
function checksumOf(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
