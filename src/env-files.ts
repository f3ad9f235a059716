import path from 'node:path';
import { parse } from 'dotenv';
import { expand } from 'dotenv-expand';
import type { Host } from './host.ts';

/**
 * Reads `.env` beside the nearest package.json upward, then one more: beside the schema, else `prisma/.env`, else `./.env`.
 * What is set already stays, also where it is empty. Throws where both files give a key the same value, as Prisma does.
 */
export function loadEnvFiles(host: Host): void {
  const root = rootEnvFile(host);
  const nearSchema = schemaEnvFile(host);
  if (root && nearSchema && root !== nearSchema) refuseConflicts(host, root, nearSchema);
  for (const file of new Set([root, nearSchema])) if (file) load(host, file);
}

function rootEnvFile(host: Host): string | undefined {
  for (let folder = host.cwd; ; folder = path.dirname(folder)) {
    if (host.fs.existsSync(path.join(folder, 'package.json'))) return existing(host, path.join(folder, '.env'));
    if (path.dirname(folder) === folder) return undefined;
  }
}

function schemaEnvFile(host: Host): string | undefined {
  const at = host.argv.findIndex((word) => word === '--schema' || word.startsWith('--schema='));
  const word = host.argv[at];
  const schema = word === '--schema' ? host.argv[at + 1] : word?.slice('--schema='.length);
  const beside = schema ? [path.join(path.dirname(path.resolve(host.cwd, schema)), '.env')] : [];
  const usual = ['prisma/.env', '.env'].map((file) => path.join(host.cwd, file));
  return [...beside, ...usual].find((file) => existing(host, file));
}

function existing(host: Host, file: string): string | undefined {
  return host.fs.existsSync(file) ? file : undefined;
}

function load(host: Host, file: string): void {
  const parsed = parse(host.fs.readFileSync(file));
  const processEnv = Object.fromEntries(Object.entries(host.env).filter(([, value]) => value !== undefined));
  const { parsed: expanded = {} } = expand({ parsed, processEnv: processEnv as Record<string, string> });
  const unset = Object.entries(expanded).filter(([name]) => host.env[name] === undefined);
  host.setVariables(Object.fromEntries(unset));
}

function refuseConflicts(host: Host, root: string, nearSchema: string): void {
  const [first, second] = [root, nearSchema].map((file) => parse(host.fs.readFileSync(file)));
  const same = Object.keys(second ?? {}).filter((name) => first?.[name] === second?.[name]);
  if (same.length === 0) return;
  const [one, other] = [root, nearSchema].map((file) => path.relative(host.cwd, file));
  throw new Error(`There is a conflict between env vars in ${one} and ${other}: ${same.join(', ')} are in both.`);
}
