import type { Diagnosis, Power } from '../doctor/diagnosis.ts';
import type { Host } from '../host.ts';
import { annotateLine } from '../ui/github.ts';
import type { Level } from '../ui/report.ts';

/** Anything in a diagnosis that is not as it should be. */
interface Problem {
  readonly level: Exclude<Level, 'ok'>;
  /** `npx prisma`, `package.json:7`, `config-line`. */
  readonly subject: string;
  readonly says: string;
  readonly fix: readonly string[];
  readonly file?: string;
  readonly line?: number;
}

/** The worst first, else in the order of the diagnosis. */
export function problemsOf({ ways, findings, checks, role, roleLevel }: Diagnosis): Problem[] {
  const all: (Omit<Problem, 'level'> & { level: Level })[] = [
    ...ways.map(({ way, level, why, fix }) => ({ level, subject: way, says: why, fix })),
    ...findings.map((found) => ({
      ...found,
      subject: `${found.file}:${found.line}`,
      says: `${found.command}: ${found.why}`,
    })),
    ...checks.map(({ id, level, says, fix }) => ({ level, subject: id, says, fix })),
    ...(role?.powers ?? []).map((power) => ({
      level: roleLevel,
      subject: `role ${role?.role}`,
      says: sayPower(power),
      fix: power.stop,
    })),
  ];
  const problems = all.filter((each): each is Problem => each.level !== 'ok');
  return [...problems.filter(({ level }) => level === 'fail'), ...problems.filter(({ level }) => level === 'warn')];
}

export function sayPower({ could, because }: Power): string {
  return `could ${could}, for ${because}`;
}

/** In GitHub Actions, where the reader of a pull request looks. */
export function annotateProblems(host: Host, diagnosis: Diagnosis): void {
  for (const { level, subject, says, fix, file, line } of problemsOf(diagnosis)) {
    const place = file === undefined ? {} : { file, line: line ?? 1 };
    const steps = fix.length > 0 ? [`To mend it: ${fix.join('; ')}`] : [];
    const text = [says.replace(/[^.]$/, '$&.'), ...steps].join(' ');
    annotateLine(host, { level: level === 'fail' ? 'error' : 'warning', title: subject, text, ...place });
  }
}
