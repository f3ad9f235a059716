/** Takes the lock of a database in a repository, holds it for so many milliseconds, as the user who is named, and says on stdout what happens. */
import { withLock } from '../../../src/backup/repository/lock.ts';
import { createHost } from '../../../src/host.ts';
import { toMessage } from '../../../src/ui/error-message.ts';
import { print } from '../../../src/ui/print.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const [repository = '', name = '', holdMs = '', timeoutMs = '', uid = ''] = process.argv.slice(2);
const host = createHost();
// Here, because another user may not be able to read the program.
if (uid !== '') process.setuid?.(Number(uid));
const { identity } = tinyTarget('/tmp/tiny');
try {
  await withLock(host, { repository, identity, what: name, writes: '', timeoutMs: Number(timeoutMs) }, async () => {
    process.stdout.write('held\n');
    await new Promise((done) => setTimeout(done, Number(holdMs)));
    process.stdout.write('done\n');
  });
} catch (error) {
  const message = toMessage(error, '0.0.0');
  print(host, message);
  process.exitCode = message.exit;
}
