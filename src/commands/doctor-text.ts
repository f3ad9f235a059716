import pc from 'picocolors';
import type { Diagnosis, Level, RoleReport, WayResult } from '../doctor/diagnosis.ts';
import { hasFailures } from '../doctor/diagnosis.ts';
import { clean } from '../secrets/clean.ts';
import { sayPower } from './doctor-problems.ts';
import { formatCount, formatTable } from './output.ts';

/** More statements of one kind than this are counted; `--json` has them all. */
const mostStatements = 12;

/** The report for people: a table of the ways in, then what was checked, then what the role could do. */
export function doctorText(report: Diagnosis, color: boolean): string {
  const paint = pc.createColors(color);
  const word = (level: Level) => ({ ok: paint.green, warn: paint.yellow, fail: paint.red })[level](level.padEnd(4));
  const { ways, findings, checks, role, roleLevel } = report;
  const subjects = [
    ...checks.map(({ id, level, says, fix }) => ({ level, subject: id, says, fix })),
    ...findings.map(({ file, line, level, command, why, fix }) => {
      return { level, subject: `${file}:${line}`, says: `${command}: ${why}`, fix };
    }),
  ];
  const width = Math.max(0, ...subjects.map(({ subject }) => subject.length));
  const rows = subjects.flatMap(({ level, subject, says, fix }) => [
    `${word(level)}  ${subject.padEnd(width)}  ${clean(says)}`,
    ...fix.map((step) => `${' '.repeat(width + 8)}${paint.dim(`-> ${clean(step)}`)}`),
  ]);
  const reasons = ways
    .filter(({ state }) => state === 'open')
    .map(({ way, level, why }) => `${word(level)}  ${way}: ${clean(why)}`);
  const parts = [
    formatTable(['WAY IN', 'CAUGHT BY', 'MEND'], ways.map(cells), color),
    ...(reasons.length > 0 ? [lines(reasons)] : []),
    lines(rows),
    ...(role ? [lines(roleLines(role, word(roleLevel)))] : []),
    `${verdict(report)}\n`,
  ];
  return parts.join('\n');
}

function cells({ way, state, layers, fix }: WayResult): string[] {
  if (state === 'absent') return [way, 'not there', ''];
  return state === 'caught' ? [way, layers.join(', '), ''] : [way, 'NOBODY', fix.join('; ')];
}

function roleLines({ role, powers, keep }: RoleReport, level: string): string[] {
  if (powers.length === 0) return [`${level}  ${clean(role)} could destroy nothing by itself`];
  return [
    ...powers.flatMap((power) => [`${level}  ${clean(role)} ${clean(sayPower(power))}`, ...statements(power.stop)]),
    ...(keep.length > 0 ? ['      and then, so that the application goes on:', ...statements(keep)] : []),
  ];
}

function statements(all: readonly string[]): string[] {
  const shown = all.slice(0, mostStatements).map((statement) => `        ${clean(statement, 300)};`);
  const hidden = all.length - shown.length;
  return hidden > 0 ? [...shown, `        -- and ${hidden} more: --json has them all`] : shown;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

function verdict(report: Diagnosis): string {
  const open = report.ways.filter(({ level }) => level === 'fail').length;
  if (open > 0)
    return `${formatCount(open, 'way')} in ${open === 1 ? 'is' : 'are'} open: nobody would stop a line there.`;
  return hasFailures(report) ? 'Something does not work or is open: see what failed.' : 'Nothing dangerous is open.';
}
