/** `backup-program <url> <folder>`: one backup of that database into `<folder>/backups`, without asking Prisma which one it is. */
import { backUp } from '../../src/backup/operations/back-up.ts';
import { createHost } from '../../src/host.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { createTarget } from '../../src/target/target.ts';

const [url = '', folder = ''] = process.argv.slice(2);
const host = createHost();
const policy = await loadPolicy(host, folder);
const target = createTarget(host, url, 'main', 'bench', folder);
const why = { reason: 'bench', argv: [] };
const made = await backUp({ host, target, policy, why, kind: 'manual', need: 'mandatory' });
if (made.status !== 'made') throw new Error(made.because);
// Kilobytes.
console.info(`${made.backup.size} bytes; at most ${process.resourceUsage().maxRSS} kB of memory`);
