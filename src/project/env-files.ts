import path from 'node:path';
import { parse } from 'dotenv';
import type { Host } from '../host.ts';
import { nearestFolder } from './upward.ts';

type Values = Record<string, string>;

/**
 * Reads `.env` beside the nearest package.json upward, then one more: beside the schema, else `prisma/.env`, else `./.env`.
 * What is set already stays, also where it is empty. Throws where both files give a key the same value, as Prisma does.
 */
export function loadEnvFiles(host: Host): void {
  const root = rootFile(host);
  const nearSchema = schemaFile(host);
  const first = root === undefined ? undefined : load(host, root);
  if (nearSchema === undefined || nearSchema === root) return;
  if (root !== undefined && first !== undefined) refuseConflict(host, [root, first], nearSchema);
  load(host, nearSchema);
}

function rootFile(host: Host): string | undefined {
  const root = nearestFolder(host.cwd, (folder) => host.fs.existsSync(path.join(folder, 'package.json')));
  return root === undefined ? undefined : existing(host, path.join(root, '.env'));
}

function schemaFile(host: Host): string | undefined {
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

/** Gives what the file's keys have become. */
function load(host: Host, file: string): Values {
  const written = parse(host.fs.readFileSync(file));
  const values: Values = {};
  for (const [name, value] of Object.entries(written)) {
    values[name] = expand(host, { ...written, ...values }, host.env[name] ?? value);
  }
  host.setVariables(values);
  return values;
}

/** Only `${NAME}` is a variable, and one that is set counts more than the file's (dotenvExpand.ts of @prisma/internals 6). */
function expand(host: Host, values: Values, text: string, depth = 0): string {
  return text.replaceAll(/(\\?)\$\{([a-zA-Z0-9_]+)?\}/g, (match, escaped: string, name = '') => {
    if (escaped) return match.slice(1);
    const value = host.env[name] ?? values[name] ?? '';
    return depth < 20 ? expand(host, values, value, depth + 1) : value;
  });
}

function refuseConflict(host: Host, [root, values]: readonly [string, Values], nearSchema: string): void {
  const other = parse(host.fs.readFileSync(nearSchema));
  const names = Object.keys(other).filter((name) => values[name] === other[name]);
  if (names.length === 0) return;
  const [one, two] = [root, nearSchema].map((file) => path.relative(host.cwd, file));
  throw new Error(
    `There is a conflict between env vars in ${one} and ${two}. Conflicting env vars: ${names.join(', ')}`,
  );
}
