import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { loadPolicy } from '../policy/load.ts';
import { locate } from '../project/locate.ts';
import { readRegular, whyUnread } from '../project/regular-file.ts';
import { findProjectRoot } from '../project/root.ts';
import type { Remark } from '../ui/report.ts';
import { formatCount } from '../ui/units.ts';
import type { Call } from './command.ts';
import { show } from './output.ts';
import { type CaseResult, judgeCase, readCases } from './policy-cases.ts';
import { policyUsage } from './policy-usage.ts';

const usualFile = 'prisma-interlock.test';

/** Exit code 0 where every verdict is as written, 1 where one is not. Throws `policy-invalid`, and `usage` for a file that is none. */
export async function testPolicy({ host, options, operands }: Call): Promise<number> {
  const root = findProjectRoot(host);
  const policy = await loadPolicy(host, root);
  const named = operands[1];
  const file = named === undefined ? path.join(root, usualFile) : path.resolve(host.cwd, named);
  const cases = readCases(readText(host, file));
  if (cases.length === 0) throw policyUsage(`${file} has no case in it.`);
  const at = { policy, root, major: majorOf(host), realpath: (name: string) => host.fs.realpathSync(name) };
  const results = cases.map((each) => judgeCase(each, at));
  const wrong = results.filter(({ isAsExpected }) => !isAsExpected);
  const exit = wrong.length > 0 ? 1 : 0;
  const remarks: Remark[] = wrong.map((result) => ({
    level: 'fail',
    says: `${file}:${result.line}: ${differs(result)}`,
    steps: result.because,
  }));
  const lines = [{ text: `${formatCount(results.length, 'case')}, ${wrong.length} not as written.` }];
  const records = [
    ...results.map((result) => ({ kind: 'case', file, ...result })),
    { kind: 'summary', exit, cases: results.length, wrong: wrong.length },
  ];
  show(host, { sections: [{ remarks }, { lines }], records }, options.json === true);
  return exit;
}

function differs({ text, expected, got }: CaseResult): string {
  return got === undefined ? `${text}: it cannot be read` : `${text}: written is ${expected}, and it is ${got}`;
}

function readText(host: Host, file: string): string {
  try {
    return readRegular(host, file).toString('utf8');
  } catch (error) {
    throw policyUsage(whyUnread(file, error));
  }
}

/** Lines are read as the project's own Prisma reads them; without one as the newest that has a schema engine does. */
function majorOf(host: Host): number | undefined {
  try {
    return locate(host, 'prisma').major;
  } catch (error) {
    if (error instanceof InterlockError) return 7;
    throw error;
  }
}
