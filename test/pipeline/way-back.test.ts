import { describe, expect, test } from 'vitest';
import { createHost, type Host } from '../../src/host.ts';
import { tellWayBack } from '../../src/pipeline/way-back.ts';
import { createTarget } from '../../src/target/target.ts';
import type { Invocation, Target } from '../../src/types.ts';

const app = 'postgresql://u:secret@h:6543/app';

/** The words behind our program's name. */
async function told(argv: readonly string[], targets: Readonly<Record<string, Target['role']>>): Promise<string[]> {
  let printed = '';
  const stderr = { on: () => {}, write: (text: string) => (printed += text) };
  const host = Object.create(createHost(), { stderr: { value: stderr } }) as Host;
  const found = Object.entries(targets).map(([url, role]) => createTarget(host, url, role, 'a test', '/'));
  const invocation: Invocation = {
    ...{
      program: 'prisma',
      major: 7,
      argv,
      command: 'db execute',
      options: { schema: ['its own.prisma'] },
      operands: [],
    },
    ...{ config: undefined, reading: 'runs', problem: undefined },
  };
  const backups = found.map(({ label }) => ({ id: '2026-11-22T12-10-05Z_app_before-db-execute_k3f9', of: label }));
  await tellWayBack(host, { invocation, resolution: { targets: found, problem: undefined } }, backups as never);
  expect(printed).not.toContain('secret');
  const lines = printed.trimEnd().split('\n');
  return lines.map((line) =>
    line.replace(/^prisma-interlock\[backup-made\]: /, '').replace(/\S+ prisma-interlock /, ''),
  );
}

describe('the way back', () => {
  test('of a database of the project is an undo, and of its neighbour a restore from the same place', async () => {
    expect(await told([], { [app]: 'main', [app.replace('app', 'other')]: 'neighbour' })).toEqual([
      "To bring other@h:6543 back: restore k3f9 --to other --schema 'its own.prisma'",
      "To go back: undo --schema 'its own.prisma'",
    ]);
  });

  test('of a neighbour on another server needs the URL of that one', async () => {
    expect(await told([], { [app]: 'main', 'postgresql://u:secret@there/other': 'neighbour' })).toEqual([
      'To bring other@there back, put its URL behind this: restore k3f9 --to',
      "To go back: undo --schema 'its own.prisma'",
    ]);
  });

  test.each(['--url', '--db'])('of a database that the line names by %s is not that of the project', async (option) => {
    const url = 'postgresql://u:secret@h:6543/other';
    const said = [
      'To bring app@h:6543 back, put its URL behind this: restore k3f9 --to',
      'To go back, put its URL behind this: restore k3f9 --to',
    ];
    expect(await told([option, url], { [url]: 'main', [app]: 'neighbour' })).toEqual(said);
    expect(await told([`${option}=${url}`], { [url]: 'main', [app]: 'neighbour' })).toEqual(said);
  });

  test('into a file is its path, whatever the project has', async () => {
    expect(await told(['--url', 'file:/a b/x.db'], { 'file:/a b/x.db': 'main', 'file:/p.db': 'neighbour' })).toEqual([
      expect.stringMatching(/^To bring \S*p\.db back: restore k3f9 --to file:\/p\.db$/),
      "To go back: restore k3f9 --to 'file:/a b/x.db'",
    ]);
  });
});
