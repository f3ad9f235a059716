import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkVersions } from '../../src/doctor/checks/versions.ts';
import { surveyAt } from '../doctor/surroundings.ts';

const root = join(import.meta.dirname, '../..');
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };

/** Whether `engines` of package.json take a version: `^20.19.0 || >=24.0.0`. */
function isWanted(version: string): boolean {
  const [major = 0, ...rest] = version.split('.').map(Number);
  return engines.node.split(' || ').some((clause) => {
    const [, sign, from = ''] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(clause) ?? [];
    if (sign === undefined) throw new Error(`${clause} is not read here.`);
    const [floor = 0, ...more] = from.split('.').map(Number);
    if (major !== floor) return sign === '>=' && major > floor;
    return (rest[0] ?? 0) > (more[0] ?? 0) || (rest[0] === more[0] && (rest[1] ?? 0) >= (more[1] ?? 0));
  });
}

function start(node: string, ...words: string[]) {
  const env = { ...process.env, FAKE_NODE: node };
  const fake = join(import.meta.dirname, 'fake-node.cjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', fake, ...words], {
    env,
    encoding: 'utf8',
    cwd: root,
  });
  return { status, stdout, stderr };
}

const versions = [18, 19, 20, 21, 22, 23, 24, 25].flatMap((major) =>
  [0, 11, 12, 18, 19, 20].map((minor) => `${major}.${minor}.0`),
);

test('our programs, the doctor and package.json want the same releases of Node', async () => {
  const floor = join(root, 'bin/node-floor.cjs');
  const each = `for (const node of ${JSON.stringify(versions)}) {
    Object.defineProperty(process, 'versions', { value: { node } });
    process.exit = () => console.log(node);
    require(${JSON.stringify(floor)})();
  }`;
  const { stdout } = spawnSync(process.execPath, ['-e', each], { encoding: 'utf8' });
  const refused = versions.filter((version) => !isWanted(version));
  expect(refused).toEqual(expect.arrayContaining(['20.18.0', '21.20.0', '22.11.0', '23.20.0']));
  expect(stdout.trim().split('\n')).toEqual(refused);

  const at = await surveyAt(import.meta.dirname);
  const levelOn = (nodeVersion: string) =>
    checkVersions({ ...at, host: Object.create(at.host, { nodeVersion: { value: nodeVersion } }) })[0]?.level;
  expect(versions.filter((version) => levelOn(version) !== 'ok')).toEqual(refused);
});

test.each(['bin/prisma.js', 'bin/prisma7.js', 'bin/dropdb.js', 'bin/prisma-interlock.js', 'bin/schema-engine.cjs'])(
  '%s ends with 70 before it loads anything, and says which Node it needs',
  (program) => {
    const said = 'prisma-interlock needs Node 20.19, 22.12 or 24; this is 23.1.0.\n';
    const before = program.endsWith('schema-engine.cjs') ? '\n' : '';
    expect(start('23.1.0', program, 'list')).toEqual({ status: 70, stdout: '', stderr: before + said });
  },
);

test("the line in Prisma's own file ends with 70 on such a Node as well", () => {
  const line = `require(${JSON.stringify(join(root, 'bin/entry.cjs'))})(module); console.log('went on');`;
  const said = 'prisma-interlock needs Node 20.19, 22.12 or 24; this is 21.7.3.\n';
  expect(start('21.7.3', '-e', line)).toEqual({ status: 70, stdout: '', stderr: said });
});
