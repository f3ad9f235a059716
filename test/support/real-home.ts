/** What this machine truly remembers of databases, beside which tests keep a memory of their own. */
import { readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { defaultPorts } from '../../src/target/label.ts';
import type { TargetIdentity } from '../../src/types.ts';

interface Entry {
  readonly label: string;
  readonly identity: TargetIdentity;
}

/** Of databases such as tests make: below the folder for temporary files, or at a port of this machine that is nobody's own. */
export function rememberedOfTests(home = userInfo().homedir): string[] {
  try {
    const text = readFileSync(join(home, '.local/state/prisma-interlock/known.json'), 'utf8');
    return (JSON.parse(text) as { databases: readonly Entry[] }).databases.filter(isOfTests).map(({ label }) => label);
  } catch {
    return [];
  }
}

function isOfTests({ identity: { provider, host, port, database } }: Entry): boolean {
  if (provider === 'sqlite') return database.startsWith(tmpdir());
  return host === 'localhost' && port !== 0 && port !== defaultPorts[provider];
}

/** Throws where a run has added to it: then a program was started without `home.cjs`. */
export function needNothingNew(before: readonly string[], after: readonly string[]): void {
  const added = after.filter((label) => !before.includes(label));
  if (added.length === 0) return;
  throw new Error(
    `A test wrote what it knows of ${added.join(', ')} into the home of whoever runs it: give its programs the NODE_OPTIONS of their project (nodeOptions in test/support/project.ts).`,
  );
}
