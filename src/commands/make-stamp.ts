import { randomUUID } from 'node:crypto';
import type { Host } from '../host.ts';
import { addressOf } from '../target/stamp-standing.ts';
import type { Stamp, Target } from '../types.ts';

/** For the database as it was looked at. */
export function makeStamp(host: Host, target: Target, place: Stamp['place']): Stamp {
  const { provider, server, database } = target.look?.identity ?? { provider: 'sqlite', server: '', database: '' };
  const { USER, LOGNAME, USERNAME } = host.env;
  return {
    place,
    id: randomUUID(),
    identity: { provider, server, database },
    address: addressOf(target),
    by: `${USER || LOGNAME || USERNAME || 'somebody'}@${host.hostname()}`,
    at: host.now().toISOString(),
  };
}
