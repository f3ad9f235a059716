import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineFor } from '../../../src/backup/engines/registry.ts';
import { findTools } from '../../../src/databases/tools/find-tool.ts';
import { createHost } from '../../../src/host.ts';
import { hostilePassword, hostWithPath, makePlace } from './engine-places.ts';
import { richSql } from './rich-sql.ts';
import { scratchFolder } from './scratch.ts';

/** What `ps` shows of all processes, with their environments, is kept before the real program starts. */
async function hostWithWitness(programs: readonly string[]) {
  const [folder, host] = [scratchFolder(), createHost()];
  const seen = join(folder, 'seen');
  for (const name of programs) {
    const [real] = await findTools(host, name, [
      '/usr/lib/postgresql/15/bin',
      '/usr/lib/postgresql/16/bin',
      '/usr/lib/postgresql/17/bin',
    ]);
    if (!real) throw new Error(`${name} is not installed`);
    const watch = `[ "$1" = --version ] || { ps -ww -eo args; ps ewwax; } >> '${seen}'`;
    writeFileSync(join(folder, name), `#!/bin/sh\n${watch}\nexec '${real.path}' "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { host: hostWithPath(`${folder}:${host.env['PATH']}`), read: () => readFileSync(seen, 'utf8') };
}

describe.each([
  ['postgresql', ['pg_dump', 'pg_restore']],
  ['mysql', ['mariadb-dump', 'mariadb']],
] as const)('a password of %s that holds every difficult character', (kind, programs) => {
  it('works, and the process list shows it neither during a dump nor during a restore', async () => {
    const place = await makePlace(kind);
    expect(place.password).toBe(hostilePassword);
    await place.run(richSql[kind]);
    const witness = await hostWithWitness(programs);
    const engine = await engineFor(kind);
    const context = { host: witness.host, target: place.target };
    const folder = scratchFolder();
    const dump = await engine?.dump(context, folder);
    if (!engine || !dump) throw new Error('no engine');
    const beside = await engine.restoreBeside(context, folder, dump);
    await beside.swapIn();
    const list = witness.read();
    for (const name of programs) expect(list.includes(name)).toBe(true);
    expect(list.includes('LC_ALL=C')).toBe(true);
    // The beginning is enough: a tool may show the rest in another spelling. A failure must not print the whole list.
    for (const spelling of ['p@s:s', encodeURIComponent('p@s:s')]) expect(list.includes(spelling)).toBe(false);
    expect(JSON.stringify(dump)).not.toContain('p@s:s');
  });
});
