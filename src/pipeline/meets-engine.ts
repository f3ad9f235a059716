import path from 'node:path';
import { firstContact } from '../../policy/first-contact.ts';
import type { Host } from '../host.ts';
import { findConfigs } from '../project/config-files.ts';
import { readText } from '../project/read-text.ts';
import type { Invocation, RealCli } from '../types.ts';

/** What such a line tells when it asks whether its database is there: all its databases, or only the main one. */
export type Contact = 'by question' | 'by call';

/**
 * How the line meets its engine before it does anything else; undefined where it may go another way, or nobody has measured
 * that version.
 */
export function meetsEngineFirst(host: Host, cli: RealCli, invocation: Invocation): Contact | undefined {
  if (invocation.reading !== 'runs' || !isMeasured(cli)) return undefined;
  if (cli.major === 6 && mayHoldAdapter(host, cli, invocation)) return undefined;
  const { byQuestion, byCall } = firstContact;
  if ((byQuestion as readonly string[]).includes(invocation.command)) return 'by question';
  return (byCall as readonly string[]).includes(invocation.command) ? 'by call' : undefined;
}

function isMeasured({ major, version }: RealCli): boolean {
  const newest = firstContact.measured[major ?? 0];
  const minor = /^\d+\.(\d+)\.\d+$/.exec(version)?.[1];
  return newest !== undefined && minor !== undefined && Number(minor) <= newest;
}

/** Modules that bring no adapter. */
const plainModules = /^(?:node:.*|path|prisma\/config|dotenv(?:\/config)?|prisma-interlock\/(?:config|env))$/;

/** The one engine besides, which is a program. */
const classic = /\bengine\s*:\s*(['"`])classic\1/g;

/** With a driver adapter in its config, or `engine: "js"`, Prisma 6 asks no engine program. */
function mayHoldAdapter(host: Host, { version }: RealCli, { config }: Invocation): boolean {
  const found = findConfigs(host, host.cwd, version).filter(({ isDefault }) => isDefault);
  const files = config ? [config] : found.map((file) => file.path);
  return files.some((file) => {
    const text = readText(host, path.resolve(host.cwd, file));
    if (text === undefined || /adapter|\bengine\b/.test(text.replaceAll(classic, ''))) return true;
    const modules = [...text.matchAll(/(?:\bfrom|\brequire\s*\(|\bimport\s*\(?)\s*['"`]([^'"`]+)['"`]/g)];
    return modules.some(([, name = '']) => !plainModules.test(name));
  });
}
