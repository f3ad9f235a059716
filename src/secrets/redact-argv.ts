/** Takes secrets out of words that go into a file: a manifest, the audit log. */
import type { Secret } from '../types.ts';
import { redactWord } from './redact.ts';

const mark = '[redacted]';
/** Options whose value is a connection string, of any Prisma and of `dropdb`. */
const connectionOption = /^--?(?:.*url|db|maintenance-db|maintenance)$/i;
const secretOption = /^--?[\w-]*(?:pass|secret|token|credential|api-?key)[\w-]*$/i;
const conninfo = /\b(password|passwd|sslpassword|passfile)\s*=/i;

/** `urls`: those of the targets, so that a password is found wherever it stands alone. */
export function redactArgv(argv: readonly string[], urls: readonly Secret[] = []): string[] {
  const passwords = urls.flatMap((url) => passwordsOf(url.reveal()));
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

function isSecretOption(word: string): boolean {
  return connectionOption.test(word) || secretOption.test(word);
}

/** As it is spelled in the URL, and as it reads decoded. A short one is too likely to be a common word. */
function passwordsOf(url: string): string[] {
  const spelled = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:(.*)@/i.exec(url)?.[1] ?? '';
  let decoded = spelled;
  try {
    decoded = decodeURIComponent(spelled);
  } catch {
    // A stray percent sign: then the URL holds the password as it is.
  }
  return [spelled, decoded].filter((password) => password.length >= 6);
}
