import type { Diagnosis, Level, Power } from '../doctor/diagnosis.ts';
import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { annotateLine } from '../ui/github.ts';

/** Anything in a report that is not as it should be. */
interface Problem {
  readonly level: Exclude<Level, 'ok'>;
  /** `npx prisma`, `package.json:7`, `config-line`. */
  readonly subject: string;
  readonly says: string;
  readonly fix: readonly string[];
  readonly file?: string;
  readonly line?: number;
}

/** The worst first, else in the order of the report. */
function problemsOf({ ways, findings, checks, role, roleLevel }: Diagnosis): Problem[] {
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

/** One line a problem; nothing where there is none. */
export function problemLines(report: Diagnosis): string {
  const lines = problemsOf(report).map(({ level, subject, says, fix }) => {
    const steps = fix.length > 0 ? ` (fix: ${fix.join('; ')})` : '';
    return `${level}  ${subject}: ${says}${steps}`;
  });
  return lines.map((line) => `${clean(line, 600)}\n`).join('');
}

/** In GitHub Actions, where the reader of a pull request looks. */
export function annotateProblems(host: Host, report: Diagnosis): void {
  for (const { level, subject, says, fix, file, line } of problemsOf(report)) {
    const place = file === undefined ? {} : { file, line: line ?? 1 };
    const text = [says.replace(/[^.]$/, '$&.'), ...(fix.length > 0 ? [`To fix it: ${fix.join('; ')}`] : [])].join(' ');
    annotateLine(host, { level: level === 'fail' ? 'error' : 'warning', title: subject, text, ...place });
  }
}

/** For machines: one object a line, the summary last. `onlyProblems`: leave out what is as it should be. */
export function toRecords(report: Diagnosis, exitCode: number, onlyProblems: boolean): object[] {
  const { ways, findings, checks, role, roleLevel } = report;
  const records = [
    ...ways.map((way) => ({ kind: 'way', ...way })),
    ...findings.map((finding) => ({ kind: 'finding', ...finding })),
    ...checks.map((check) => ({ kind: 'check', ...check })),
    ...(role ? [{ kind: 'role', level: roleLevel, ...role }] : []),
  ];
  const count = (level: Level) => problemsOf(report).filter((each) => each.level === level).length;
  const summary = { kind: 'summary', exit: exitCode, fail: count('fail'), warn: count('warn') };
  return [...records.filter(({ level }) => !onlyProblems || level !== 'ok'), summary];
}
