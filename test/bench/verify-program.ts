/** `verify-program <url> <folder>`: proves the newest backup of that database in `<folder>/backups`. */
import { findBackup } from '../../src/backup/operations/find-backup.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import { createHost } from '../../src/host.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { createTarget } from '../../src/target/target.ts';

const [url = '', folder = ''] = process.argv.slice(2);
const host = createHost();
const policy = await loadPolicy(host, folder);
const target = createTarget(host, url, 'main', 'bench', folder);
const entry = await findBackup(host, policy, target, 'latest');
const { check } = await verifyBackup({ host, target, policy, entry });
// Kilobytes.
console.info(`${check}; at most ${process.resourceUsage().maxRSS} kB of memory`);
