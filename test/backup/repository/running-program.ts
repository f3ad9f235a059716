/** Backs up an SQLite database as a guarded line does, and is at work on it until it is killed, or for so many milliseconds. */
import { join } from 'node:path';
import { backUpBefore } from '../../../src/backup/operations/back-up-before.ts';
import { createHost } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import { createTarget } from '../../../src/target/target.ts';
import type { Judgement } from '../../../src/types.ts';

const [folder = '', name = '', milliseconds = ''] = process.argv.slice(2);
const host = createHost();
const target = createTarget(host, `file:${join(folder, name)}`, 'main', 'test', folder);
const base = mergePolicies([], '/');
const policy = { ...base, backup: { ...base.backup, repository: join(folder, 'backups') } };
const judgement = {
  classification: { risk: 'change' },
  decision: { backup: 'always' },
  environment: { name: 'development' },
  invocation: { program: 'prisma', argv: ['migrate', 'dev'], command: 'migrate dev', options: {} },
  resolution: { targets: [target] },
} as unknown as Judgement;
const prospect = { destroys: false, accept: async () => {}, isWantedAnyway: async () => true, isTold: () => false };
await backUpBefore(host, judgement, policy, prospect);
process.stdout.write('at work\n');
await new Promise((done) => setTimeout(done, Number(milliseconds)));
process.stdout.write('done\n');
