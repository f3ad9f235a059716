import type { Check, Diagnosis, Finding, RoleReport, WayResult } from '../doctor/diagnosis.ts';
import { hasFailures } from '../doctor/diagnosis.ts';
import type { Level, Remark, Report, Section } from '../ui/report.ts';
import { formatCount } from '../ui/units.ts';
import { problemsOf, sayPower } from './doctor-problems.ts';

/** More statements of one kind than this are counted; `--json` has them all. */
const mostStatements = 12;

/** A table of the ways in, then what was checked, then what the role could do. */
export function doctorReport(diagnosis: Diagnosis, exitCode: number): Report {
  const { ways, findings, checks, role, roleLevel } = diagnosis;
  const sections: Section[] = [
    { headings: ['WAY IN', 'CAUGHT BY', 'MEND'], rows: ways.map(cells) },
    { remarks: ways.filter(({ state }) => state === 'open').map(sayOpen) },
    { remarks: [...checks.map(sayCheck), ...findings.map(sayFinding)] },
    { remarks: role ? sayRole(role, roleLevel) : [] },
    { lines: [{ text: verdict(diagnosis) }] },
  ];
  return { sections, records: recordsOf(diagnosis, exitCode, { onlyProblems: false }) };
}

/** Only what is not as it should be, a line each. */
export function problemReport(diagnosis: Diagnosis, exitCode: number): Report {
  const remarks = problemsOf(diagnosis).map(({ level, subject, says, fix }) => {
    const steps = fix.length > 0 ? ` (mend: ${fix.join('; ')})` : '';
    return { level, says: `${subject}: ${says}${steps}` };
  });
  return { sections: [{ remarks }], records: recordsOf(diagnosis, exitCode, { onlyProblems: true }) };
}

function cells({ way, state, layers, fix }: WayResult): string[] {
  if (state === 'absent') return [way, 'not there', ''];
  return state === 'caught' ? [way, layers.join(', '), ''] : [way, 'NOBODY', fix.join('; ')];
}

function sayOpen({ level, way, why }: WayResult): Remark {
  return { level, says: `${way}: ${why}` };
}

function sayCheck({ id, level, says, fix }: Check): Remark {
  return { level, subject: id, says, steps: fix };
}

function sayFinding({ file, line, level, command, why, fix }: Finding): Remark {
  return { level, subject: `${file}:${line}`, says: `${command}: ${why}`, steps: fix };
}

function sayRole({ role, powers, keep }: RoleReport, level: Level): Remark[] {
  if (powers.length === 0) return [{ level, says: `${role} could destroy nothing by itself` }];
  return [
    ...powers.map((power) => ({ level, says: `${role} ${sayPower(power)}`, copy: statements(power.stop) })),
    ...(keep.length > 0 ? [{ says: 'and then, so that the application goes on:', copy: statements(keep) }] : []),
  ];
}

function statements(all: readonly string[]): string[] {
  const shown = all.slice(0, mostStatements).map((statement) => `${statement};`);
  const hidden = all.length - shown.length;
  return hidden > 0 ? [...shown, `-- and ${hidden} more: --json has them all`] : shown;
}

function verdict(diagnosis: Diagnosis): string {
  const open = diagnosis.ways.filter(({ level }) => level === 'fail').length;
  if (open > 0)
    return `${formatCount(open, 'way')} in ${open === 1 ? 'is' : 'are'} open: nobody would stop a line there.`;
  return hasFailures(diagnosis) ? 'Something does not work or is open: see what failed.' : 'Nothing dangerous is open.';
}

/** The summary last. */
function recordsOf(diagnosis: Diagnosis, exit: number, { onlyProblems }: { onlyProblems: boolean }): object[] {
  const { ways, findings, checks, role, roleLevel } = diagnosis;
  const records = [
    ...ways.map(({ fix, ...way }) => ({ kind: 'way', ...way, mend: fix })),
    ...findings.map(({ fix, ...finding }) => ({ kind: 'finding', ...finding, mend: fix })),
    ...checks.map(({ fix, ...check }) => ({ kind: 'check', ...check, mend: fix })),
    ...(role ? [{ kind: 'role', level: roleLevel, ...role }] : []),
  ];
  const count = (level: Level) => problemsOf(diagnosis).filter((each) => each.level === level).length;
  const summary = { kind: 'summary', exit, fail: count('fail'), warn: count('warn') };
  return [...records.filter(({ level }) => !onlyProblems || level !== 'ok'), summary];
}
