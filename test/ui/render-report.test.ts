import { expect, test } from 'vitest';
import { reportJson, reportText } from '../../src/ui/render-report.ts';
import type { Report } from '../../src/ui/report.ts';

const plain = { color: false, width: undefined };
const narrow = { color: false, width: 50 };
const evil = 'a\u001b[2J\u202eb';

const report: Report = {
  sections: [
    {
      facts: [
        ['database', 'app@localhost'],
        ['', 'that is this machine, which the policy calls a place of development'],
      ],
      least: 12,
    },
    {
      headings: ['ID', '>SIZE'],
      rows: [
        ['k3f9', '7 B'],
        ['w2', '430 kB'],
      ],
    },
    { remarks: [] },
    {
      remarks: [
        { level: 'ok', subject: 'prisma', says: 'Prisma 7.10' },
        { level: 'fail', subject: 'config-line', says: 'has no line, so that nobody stands there', steps: ['init'] },
        { level: 'warn', says: 'app could drop t', copy: ['ALTER TABLE t OWNER TO "<migrator>" -- a long line;'] },
        { says: 'and then:', copy: ['GRANT SELECT ON t TO app;'] },
      ],
    },
    { title: 'Next', steps: ['do this', 'do that, which takes a good many words more'] },
    { title: 'Nothing', steps: [] },
    { lines: [{ text: 'prisma db push', tone: 'command' }, { text: 'Changes.', tone: 'faint' }, { text: 'Done.' }] },
  ],
  records: [{ id: 'k3f9', size: 7 }, { id: evil }],
};

test('sections stand in their order, with straight columns, and those that are empty are left out', () => {
  expect(`\n${reportText(report, plain)}`).toBe(`
database      app@localhost
              that is this machine, which the policy calls a place of development

ID      SIZE
k3f9     7 B
w2    430 kB

ok    prisma       Prisma 7.10
fail  config-line  has no line, so that nobody stands there
                   -> init
warn               app could drop t
                     ALTER TABLE t OWNER TO "<migrator>" -- a long line;
                   and then:
                     GRANT SELECT ON t TO app;

Next
- do this
- do that, which takes a good many words more

prisma db push
Changes.
Done.
`);
});

test('on a narrow terminal sentences are folded below their beginning, and what is to be copied is not', () => {
  expect(`\n${reportText(report, narrow)}`).toBe(`
database      app@localhost
              that is this machine, which the policy calls a place of development

ID      SIZE
k3f9     7 B
w2    430 kB

ok    prisma       Prisma 7.10
fail  config-line  has no line, so that nobody
                   stands there
                   -> init
warn               app could drop t
                     ALTER TABLE t OWNER TO "<migrator>" -- a long line;
                   and then:
                     GRANT SELECT ON t TO app;

Next
- do this
- do that, which takes a good many words more

prisma db push
Changes.
Done.
`);
});

test('colours change nothing but the colour', () => {
  for (const look of [plain, narrow]) {
    const painted = reportText(report, { ...look, color: true });
    expect(painted).toMatch(/\u001b\[31mfail\u001b/);
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(reportText(report, look));
  }
});

test('for machines it is an object a line, with exact values', () => {
  const lines = reportJson(report).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toEqual(report.records);
});

const everywhere: Readonly<Record<string, Report['sections'][number]>> = {
  facts: { facts: [[evil, evil]] },
  'a table': { headings: ['A'], rows: [[evil]] },
  remarks: { remarks: [{ level: 'ok', subject: evil, says: evil, steps: [evil], copy: [evil] }] },
  steps: { title: evil, steps: [evil] },
  lines: { lines: [{ text: evil }, { text: evil, tone: 'command' }, { text: evil, tone: 'whole' }] },
};

test.each(Object.keys(everywhere))('hostile words cannot break out of %s', (name) => {
  const text = reportText({ sections: [everywhere[name] ?? { lines: [] }], records: [] }, plain);
  expect(text).toContain('a\\x1b[2J\\u202eb');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});
