import type { Host } from '../host.ts';
import { toMessage } from './error-message.ts';
import { print } from './print.ts';

/** Ends the process over something that was thrown. `started`: whether the real CLI had been. */
export function fail(host: Host, error: unknown, started = false): never {
  const message = toMessage(error, host.version(), started);
  print(host, message);
  return host.exit(message.exit);
}
