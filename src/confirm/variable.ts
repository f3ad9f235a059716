import path from 'node:path';
import { parse } from 'dotenv';
import type { Host } from '../host.ts';
import { readText } from '../project/read-text.ts';
import { findProjectRoot } from '../project/root.ts';
import { plain } from '../secrets/clean.ts';
import type { Judgement } from '../types.ts';
import { labelsOf } from '../ui/labels-of.ts';

export const confirmVariable = 'PRISMA_INTERLOCK_CONFIRM';

/** `named`: it answers for every database that would be touched. Else why it does not; undefined where it is not set. */
type VariableAnswer = 'named' | { readonly why: string } | undefined;

/**
 * A pipeline's word on a `change`: it names the databases. It is the pipeline's own where it comes with the line, and not with the
 * project's files, which whoever clones the project has as well.
 */
export function answerByVariable(host: Host, { classification, resolution, actor }: Judgement): VariableAnswer {
  const value = host.env[confirmVariable];
  if (!value) return undefined;
  if (actor.kind !== 'ci') return { why: `${confirmVariable} counts in a pipeline alone, and this is none.` };
  const file = envFileWith(host, value);
  if (file !== undefined) {
    return {
      why: `${confirmVariable} stands in ${file}: it counts from the pipeline's own settings, and not from a file of the project.`,
    };
  }
  if (classification.risk !== 'change')
    return { why: `${confirmVariable} confirms what changes a database, and nothing more.` };
  if (resolution?.problem !== undefined) return undefined;
  const labels = labelsOf(resolution);
  if (isNamedBy(value, labels)) return 'named';
  return { why: `${confirmVariable} is "${plain(value, 100)}", and this is about ${labels.join(',')}.` };
}

/**
 * Whether the variable's value names every database that would be touched, and no other: exactly, several
 * separated by commas, in any order.
 */
function isNamedBy(value: string, labels: readonly string[]): boolean {
  if (labels.length === 0) return false;
  if (labels.length === 1) return value === labels[0];
  const named = value.split(',');
  return named.length === labels.length && labels.every((label) => named.includes(label));
}

/** The `.env` file of the project that has this value, as far as those files can be read. */
function envFileWith(host: Host, value: string): string | undefined {
  const root = findProjectRoot(host);
  const folders = [...new Set([host.cwd, root, path.join(host.cwd, 'prisma'), path.join(root, 'prisma')])];
  const files = folders.flatMap((folder) => envFilesIn(host, folder));
  const found = files.find((file) => parse(readText(host, file) ?? '')[confirmVariable] === value);
  return found && path.relative(host.cwd, found);
}

function envFilesIn(host: Host, folder: string): string[] {
  try {
    return host.fs
      .readdirSync(folder)
      .filter((name) => name.startsWith('.env'))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
