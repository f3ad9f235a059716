import { escapeDeceptive } from '../secrets/clean.ts';
import { redactText } from '../secrets/redact.ts';
import { bestFit, type Nameable } from '../target/name.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import type { Policy, PolicyName } from './policy.ts';

/** A name that means none of the databases that were seen here. */
export interface Unseen extends PolicyName {
  /** A sentence without secrets: where it stands, and which database comes nearest. */
  readonly says: string;
}

/**
 * Names of the project's policies that mean no database of these. The person's and the machine's own files speak of other
 * projects as well.
 */
export function findUnseen({ names = [] }: Policy, seen: readonly Nameable[]): Unseen[] {
  const labels = [...new Set(seen.map(({ label }) => label))];
  return names
    .filter(({ isOwn, targets }) => !isOwn && !seen.some((database) => bestFit(targets, database) !== undefined))
    .map((name) => {
      const near = labels.length > 0 ? ` The nearest that was: ${nearestWord(name.text, labels)}` : '';
      const text = escapeDeceptive(redactText(name.text));
      const where = `${name.at.file}:${name.at.line}`;
      return { ...name, says: `${where}: "${text}" means no database that was seen here so far.${near}` };
    });
}
