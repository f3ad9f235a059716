/** Takes secrets out of words and sentences by what they look like; `scrub` takes out those that are known. */
import type { Secret } from '../types.ts';

const mark = '[redacted]';
const url = /([a-z][a-z0-9+.-]{0,30}:\/\/)/i;
/** What a parameter or an option is called whose value is a secret. */
const secretName = 'pass(?:word|wd|phrase|file)?|pwd|secret|token|credentials?|api[-_]?key|sslkey';
const assignment = new RegExp(`((?:${secretName})\\s*=\\s*)('(?:[^'\\\\]|\\\\.)*'|"[^"]*"|[^\\s&;'"]+)`, 'gi');
const secretOption = new RegExp(`^--?[\\w-]*(?:${secretName})[\\w-]*$`, 'i');
/** Options whose value is a connection string, of any Prisma and of `dropdb`. */
const connectionOption = /^--?(?:.*url|db|maintenance-db|maintenance)$/i;
/** libpq's `host=h password=pw`: its quoting has too many forms to cut out the value alone. */
const conninfo = /\b(?:ssl)?pass(?:word|wd|file)\s*=/i;

/** One word of an argv. Of a URL only the scheme stays: a password may hold any character, so no end of it is sure. */
export function redactWord(word: string): string {
  // A search for the scheme alone takes seconds in a word of ten megabytes.
  const match = word.includes('://') ? url.exec(word) : null;
  if (match) return `${word.slice(0, match.index)}${match[1]}${mark}`;
  return redactAssignments(word);
}

/** Words that go into a file. `urls`: those of the targets, so that a password is found wherever it stands alone. */
export function redactArgv(argv: readonly string[], urls: readonly Secret[] = []): string[] {
  // A short one is too likely to be a common word.
  const passwords = urls.flatMap((each) => passwordsIn(each.reveal())).filter(({ length }) => length >= 6);
  let valueIsSecret = false;
  return argv.map((word) => {
    const isValue = valueIsSecret;
    valueIsSecret = isSecretOption(word);
    if (isValue && !(word.startsWith('--') && word.length > 2)) return mark;
    const equals = word.indexOf('=');
    if (word.startsWith('-') && equals > 0 && isSecretOption(word.slice(0, equals))) {
      return `${word.slice(0, equals)}=${mark}`;
    }
    const isSecret = conninfo.test(word) || passwords.some((password) => word.includes(password));
    return isSecret ? mark : redactWord(word);
  });
}

/** A sentence, such as what a program said: the user and password of URLs go, and what is assigned to a password. */
export function redactText(text: string): string {
  return redactAssignments(text.replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s]*@/gi, `$1${mark}@`));
}

/** The password of a URL as it is spelled there, and as it reads decoded; none where the URL has none. */
export function passwordsIn(url: string): string[] {
  const spelled = /:\/\/[^/?#]*?:(.*)@/s.exec(url)?.[1];
  if (!spelled) return [];
  try {
    return [...new Set([spelled, decodeURIComponent(spelled)])];
  } catch {
    // A stray percent sign: then the URL holds the password as it is.
    return [spelled];
  }
}

function redactAssignments(text: string): string {
  return text.replace(assignment, `$1${mark}`);
}

function isSecretOption(word: string): boolean {
  return connectionOption.test(word) || secretOption.test(word);
}
