import path from 'node:path';
import type { Host } from '../host.ts';
import { readRegular } from './regular-file.ts';

type Ranges = Readonly<Record<string, unknown>>;

/** What is read of a package.json. Nothing is checked: whoever uses a field looks at its type. */
export interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly type?: unknown;
  readonly bin?: unknown;
  readonly scripts?: Readonly<Record<string, unknown>>;
  readonly workspaces?: unknown;
  readonly prisma?: { readonly schema?: unknown; readonly seed?: unknown };
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
}

/** Undefined where the folder has no package.json, or none that can be read. */
export function readManifest(host: Host, folder: string): Manifest | undefined {
  try {
    // A byte order mark is no JSON, and no package manager minds it.
    const text = readRegular(host, path.join(folder, 'package.json'))
      .toString()
      .replace(/^\uFEFF/, '');
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function dependsOn(manifest: Manifest | undefined, name: string): boolean {
  const { dependencies, devDependencies, optionalDependencies } = manifest ?? {};
  return [dependencies, devDependencies, optionalDependencies].some((list) => Object.hasOwn(list ?? {}, name));
}

/** The program of that name which a package brings, as its manifest writes it: of a single one no name need be said. */
export function programOf({ bin }: Manifest, name: string): string | undefined {
  const program = typeof bin === 'object' && bin !== null ? (bin as Readonly<Record<string, unknown>>)[name] : bin;
  return typeof program === 'string' ? program : undefined;
}

export function majorOf(version: string): number | undefined {
  const major = /^(\d+)\./.exec(version)?.[1];
  return major === undefined ? undefined : Number(major);
}
