/** What a policy says that lets the programs of command-program.mjs make the backups. */
import { join } from 'node:path';
import type { CommandChoice, EngineChoice, Policy, Target } from '../../src/types.ts';
import type { Kind } from './engine-places.ts';

const program = join(import.meta.dirname, 'command-program.mjs');

/** SQLite's writes into a folder, the others to stdout, so that both ways are walked. */
export function choiceFor(kind: Kind, more: Partial<CommandChoice> = {}): CommandChoice {
  const words = (task: string) => [process.execPath, program, task] as const;
  return {
    kind: 'command',
    backup: words('backup'),
    restore: words('restore'),
    inspect: words('inspect'),
    output: kind === 'sqlite' ? 'folder' : 'stdout',
    ...more,
  };
}

export function policyWith(target: Target, choice: EngineChoice | undefined, repository = ''): Policy {
  const engine = choice && { [target.label]: choice };
  return {
    files: [],
    environments: [],
    disposable: [],
    backup: { repository, cheapBytes: 256e6, keep: 10, ...(engine && { engine }) },
  };
}
