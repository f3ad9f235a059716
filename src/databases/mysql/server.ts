import type { Session } from './session.ts';
import type { Server } from './tools.ts';

/** MariaDB names itself in its version, where some of its proxies put a `5.5.5-` in front. */
export async function readServer(session: Session): Promise<Server> {
  const [row] = await session.query("select concat(version(), ' ', @@version_comment) as version");
  const text = row?.['version'] ?? '';
  const version = /\d+\.\d+\.\d+/.exec(text.replace(/^5\.5\.5-/, ''))?.[0] ?? '';
  return { family: /mariadb/i.test(text) ? 'MariaDB' : 'MySQL', version };
}
