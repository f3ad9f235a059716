import { InterlockError } from '../errors/interlock-error.ts';
import type { Job } from './schedule-job.ts';
import { shellWord } from './shell-word.ts';

/** cron of Debian cuts or refuses a longer command. */
const longest = 990;

/** A line of a crontab. Silent while all is well, so that a mail of cron's means something. Throws `usage`. */
export function cronLine({ root, searchPath, backup, check, hour, minute }: Job): string {
  const begin = `cd ${shellWord(root)} && export PATH=${shellWord(searchPath)}`;
  const both = `${line(backup)} >/dev/null && { said=$(${line(check)}) || echo "$said"; }`;
  // crontab(5): a percent sign is a line's end unless there is a backslash before it, also inside quotes.
  const command = `${begin} && ${both}`.replaceAll('%', '\\%');
  if (command.length <= longest) return `${minute} ${hour} * * * ${command}\n`;
  throw new InterlockError('usage', {
    what: 'No schedule was made.',
    why: `The line would have ${command.length} characters, and cron takes at most ${longest} of a command.`,
    next: ['Use a timer of systemd: prisma-interlock schedule systemd'],
  });
}

export const cronHints = [
  '(crontab -l; prisma-interlock schedule cron) | crontab -    # adds the line',
  'crontab -l    # shows what is there',
];

function line(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
