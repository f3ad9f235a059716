import path from 'node:path';
import type { Host } from '../host.ts';
import { readRegular } from './regular-file.ts';

/** What is read of a package.json. Nothing is checked: whoever uses a field looks at its type. */
export interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly bin?: unknown;
  readonly scripts?: Readonly<Record<string, unknown>>;
  readonly workspaces?: unknown;
  readonly packageManager?: unknown;
  readonly prisma?: { readonly schema?: unknown };
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
}

/** Undefined where the folder has no package.json, or none that can be read. */
export function readManifest(host: Host, folder: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readRegular(host, path.join(folder, 'package.json')).toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function dependsOn(manifest: Manifest | undefined, name: string): boolean {
  return [manifest?.dependencies, manifest?.devDependencies].some((list) => Object.hasOwn(list ?? {}, name));
}
