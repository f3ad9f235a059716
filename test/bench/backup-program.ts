/**
 * `backup-program <url> <folder> [verify|restore]`: one backup of that database into `<folder>/backups`, without asking Prisma
 * which one it is; or a proof of the newest one there, or its restore.
 */
import { backUp } from '../../src/backup/operations/back-up.ts';
import { findBackup } from '../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import { createHost } from '../../src/host.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { createTarget } from '../../src/target/target.ts';

const [url = '', folder = '', task = 'backup'] = process.argv.slice(2);
const host = createHost();
const policy = await loadPolicy(host, folder);
const target = createTarget(host, url, 'main', 'bench', folder);
const memory = () => `at most ${process.resourceUsage().maxRSS} kB of memory`;
if (task === 'backup') {
  const why = { reason: 'bench', argv: [] };
  const made = await backUp({ host, target, policy, why, kind: 'manual', need: 'mandatory' });
  if (made.status !== 'made') throw new Error(made.because);
  console.info(`${made.backup.size} bytes; ${memory()}`);
} else {
  const entry = await findBackup(host, policy, target, 'latest');
  if (task === 'verify') await verifyBackup({ host, target, policy, entry });
  else await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
  console.info(memory());
}
