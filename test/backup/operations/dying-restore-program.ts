/** Restores the manual backup of an SQLite database. Ends with 0 where it lives to the end. */

import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { createTarget } from '../../../src/target/target.ts';
import { dyingHost } from './dying-host.ts';

const [database = '', repository = '', nth = ''] = process.argv.slice(2);
const host = dyingHost(Number(nth));
const target = createTarget(host, `file:${database}`, 'main', 'test', '/');
const policy: Policy = {
  files: [],
  environments: [],
  disposable: [],
  backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 1e9 },
};
const entries = await listBackups(host, repository);
const entry = entries.find((one) => one.state === 'good' && one.manifest.kind === 'manual');
if (entry?.state !== 'good') throw new Error('There is no manual backup.');
await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
