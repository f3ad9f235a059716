import { expect, test } from 'vitest';
import { doctorReport, problemReport } from '../../src/commands/doctor-report.ts';
import type { Diagnosis } from '../../src/doctor/diagnosis.ts';
import { reportText } from '../../src/ui/render-report.ts';

const plain = { color: false, width: undefined };

const diagnosis: Diagnosis = {
  ways: [
    { way: 'npx prisma', state: 'caught', level: 'ok', layers: ['shim', 'gate'], why: '', fix: [] },
    { way: 'a global prisma', state: 'absent', level: 'ok', layers: [], why: 'it is not there', fix: [] },
    {
      way: '--config other.config.ts',
      state: 'open',
      level: 'fail',
      layers: [],
      why: 'Nobody stood before the engine.',
      fix: ['add a line', 'run init'],
    },
    { way: 'prisma mcp', state: 'open', level: 'warn', layers: ['config'], why: 'It did not answer.', fix: [] },
  ],
  findings: [
    {
      level: 'fail',
      file: 'package.json',
      line: 4,
      command: 'prisma@5 db push',
      why: 'another copy',
      fix: ['take `prisma`'],
    },
  ],
  checks: [
    { id: 'prisma', level: 'ok', says: 'Prisma 7.10', fix: [] },
    { id: 'config-line', level: 'warn', says: 'has no line', fix: ['prisma-interlock init', 'or by hand'] },
  ],
  role: {
    role: 'app@%',
    powers: [{ could: 'drop the table a', because: 'it owns it', stop: ['ALTER TABLE a OWNER TO "<migrator>"'] }],
    keep: ['GRANT SELECT ON a TO app'],
  },
  roleLevel: 'warn',
};

test('the ways in are a table, and what stands below it says how to close what is open', () => {
  expect(`\n${reportText(doctorReport(diagnosis, 1), plain)}`).toBe(`
WAY IN                    CAUGHT BY   MEND
npx prisma                shim, gate
a global prisma           not there
--config other.config.ts  NOBODY      add a line; run init
prisma mcp                NOBODY

fail  --config other.config.ts: Nobody stood before the engine.
warn  prisma mcp: It did not answer.

ok    prisma          Prisma 7.10
warn  config-line     has no line
                      -> prisma-interlock init
                      -> or by hand
fail  package.json:4  prisma@5 db push: another copy
                      -> take \`prisma\`

warn  app@% could drop the table a, for it owns it
        ALTER TABLE a OWNER TO "<migrator>";
      and then, so that the application goes on:
        GRANT SELECT ON a TO app;

1 way in is open: nobody would stop a line there.
`);
});

test('more statements than fit are counted', () => {
  const stop = Array.from({ length: 14 }, (_, at) => `ALTER TABLE t${at} OWNER TO "<migrator>"`);
  const role = { role: 'app', powers: [{ could: 'drop 14 tables', because: 'it owns them', stop }], keep: [] };
  const text = reportText(doctorReport({ ...diagnosis, role }, 1), plain);
  expect(text.match(/ALTER TABLE/g)).toHaveLength(12);
  expect(text).toContain('        -- and 2 more: --json has them all\n');
});

test('the problems alone are a line each, the worst first', () => {
  expect(reportText(problemReport(diagnosis, 1), plain)).toBe(
    [
      'fail  --config other.config.ts: Nobody stood before the engine. (mend: add a line; run init)',
      'fail  package.json:4: prisma@5 db push: another copy (mend: take `prisma`)',
      'warn  prisma mcp: It did not answer.',
      'warn  config-line: has no line (mend: prisma-interlock init; or by hand)',
      'warn  role app@%: could drop the table a, for it owns it (mend: ALTER TABLE a OWNER TO "<migrator>")',
      '',
    ].join('\n'),
  );
  const sound = { ...diagnosis, ways: diagnosis.ways.slice(0, 2), findings: [], checks: [], role: undefined };
  expect(reportText(problemReport(sound, 0), plain)).toBe('');
});

test('for machines every part is an object, the summary is the last, and no name of a part has changed', () => {
  const { records } = doctorReport(diagnosis, 1);
  expect(records.map((record) => Object.keys(record).sort().join(' '))).toEqual([
    ...Array(4).fill('kind layers level mend state way why'),
    'command file kind level line mend why',
    ...Array(2).fill('id kind level mend says'),
    'keep kind level powers role',
    'exit fail kind warn',
  ]);
  expect(records.at(-1)).toEqual({ kind: 'summary', exit: 1, fail: 2, warn: 3 });
  expect(problemReport(diagnosis, 1).records).toEqual(
    records.filter((record) => !('level' in record && record.level === 'ok')),
  );
});
