/** Words of a policy that count up to a day. */
import { escapeDeceptive } from '../secrets/clean.ts';
import { redactText } from '../secrets/redact.ts';
import { bestFit, type Nameable } from '../target/name.ts';
import type { Policy, PolicyName } from './policy.ts';

const aDay = 86_400_000;

/** A sentence on why it is no day of the calendar; undefined where it is one. */
export function problemOfDay(text: string): string | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = isDay ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Some calendars take the 31st of February for a day of March.
  const isReal = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  return isReal ? undefined : 'A day is written as 2026-12-31, and is one of the calendar.';
}

/** `day` counts to its end, as UTC has it. Without a clock it is over. */
export function isOver(day: string, now: Date | undefined): boolean {
  return now === undefined || now.getTime() >= Date.parse(`${day}T00:00:00Z`) + aDay;
}

/** A word that counts no more. */
export interface Past extends PolicyName {
  /** A sentence without secrets: where it stands, and what it was. */
  readonly says: string;
}

/** Those of the project's own policies, and those of other files that speak of one of these databases. */
export function findPast({ names = [] }: Policy, databases: readonly Nameable[]): Past[] {
  return names
    .filter((name) => name.isPast === true && (!name.isOwn || databases.some((each) => bestFit(name.targets, each))))
    .map((name) => ({ ...name, says: `${name.at.file}:${name.at.line}: ${sentence(name)}` }));
}

/** What was said of this database and is over. The place of the line is not named where somebody wants it back. */
export function pastOf({ names = [] }: Policy, database: Nameable): string[] {
  const past = names.filter(({ isPast, targets }) => isPast === true && bestFit(targets, database) !== undefined);
  return past.map(sentence);
}

function sentence({ text, word, until }: PolicyName): string {
  return `"${escapeDeceptive(redactText(text))}" was ${word} until ${until}, and is so no more.`;
}
