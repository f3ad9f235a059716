import type { Host } from '../host.ts';
import { toMessage } from './error-message.ts';
import { print } from './print.ts';

/** Ends the process over something that was thrown before the real CLI was started. */
export function fail(host: Host, error: unknown): never {
  const message = toMessage(error, host.version());
  print(host, message);
  return host.exit(message.exit);
}
