import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { survey } from '../../src/doctor/surroundings.ts';
import { createHost, type Host } from '../../src/host.ts';
import { scratchFolder } from '../backup/engines/scratch.ts';
import { nodeOnPath } from '../support/node-on-path.ts';

/** The real host, standing in another folder with other variables. */
export function hostAt(cwd: string, env: Readonly<Record<string, string>> = {}): Host {
  return Object.create(createHost(), {
    cwd: { value: cwd },
    env: { value: env },
    node: { value: nodeOnPath(env) },
  }) as Host;
}

/** A folder with these files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
  }
  return folder;
}

export async function surveyAt(cwd: string, env: Readonly<Record<string, string>> = {}) {
  return survey(hostAt(cwd, env), { schema: undefined, config: undefined });
}
