import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Job } from './schedule-job.ts';

/** By file name, for a folder of user units. */
export function systemdUnits(job: Job): Readonly<Record<string, string>> {
  const { name, root, searchPath, backup, check } = job;
  const time = `${two(job.hour)}:${two(job.minute)}:00`;
  const service = [
    '[Unit]',
    `Description=Backup of the database of ${specifiers(root)}`,
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${specifiers(root)}`,
    `Environment=${quoted(`PATH=${searchPath}`)}`,
    `ExecStart=${commandLine(backup)}`,
    `ExecStart=${commandLine(check)}`,
  ];
  const timer = [
    '[Unit]',
    `Description=Daily backup of the database of ${specifiers(root)}`,
    '',
    '[Timer]',
    `OnCalendar=*-*-* ${time}`,
    // A machine that was off at that time makes it up.
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ];
  return { [`${name}.service`]: `${service.join('\n')}\n`, [`${name}.timer`]: `${timer.join('\n')}\n` };
}

export function systemdFolder(env: Readonly<Record<string, string | undefined>>): string {
  const configured = env.XDG_CONFIG_HOME;
  const config = configured && path.isAbsolute(configured) ? configured : path.join(env.HOME ?? '/', '.config');
  return path.join(config, 'systemd', 'user');
}

export function systemdHints({ name }: Job): string[] {
  return [
    `systemctl --user daemon-reload && systemctl --user enable --now ${name}.timer`,
    'loginctl enable-linger    # so that it also runs while you are not logged in',
    `systemctl --user start ${name}.service && journalctl --user -u ${name}    # to try it now`,
  ];
}

/** systemd.service(5), "Command lines": a dollar sign is doubled, but not in the program itself, which is no variable. */
function commandLine([program = '', ...words]: readonly string[]): string {
  if (/["'\\]/.test(program)) {
    throw new InterlockError('usage', {
      what: 'No schedule was made.',
      why: `systemd starts no program with a quote or a backslash in its path: ${program}.`,
      next: ['Use a line for cron: prisma-interlock schedule cron'],
    });
  }
  return [quoted(program), ...words.map((word) => quoted(word.replaceAll('$', '$$$$')))].join(' ');
}

/** systemd.syntax(7), "Quoting", and systemd.unit(5), "Specifiers". */
function quoted(word: string): string {
  return `"${specifiers(word).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
