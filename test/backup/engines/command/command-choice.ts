/** What a policy says that lets the programs of command-program.mjs make the backups. */
import { join } from 'node:path';
import { mergePolicies } from '../../../../src/policy/load.ts';
import type { CommandChoice, EngineChoice, Policy, RepositoryPlace } from '../../../../src/policy/policy.ts';
import type { Target } from '../../../../src/types.ts';
import type { Kind } from '../engine-places.ts';

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

export function policyWith(target: Target, choice: EngineChoice | undefined, repository: RepositoryPlace = ''): Policy {
  const engine = choice && { [target.label]: choice };
  const policy = mergePolicies([], '/');
  return { ...policy, backup: { ...policy.backup, repository, ...(engine && { engine }) } };
}
