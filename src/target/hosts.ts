import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { TargetIdentity } from '../types.ts';

const ipv4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * One spelling for a host: lower case, no dot at its end, numbers as the network reads them (`127.1`), and
 * whatever `localhost` may lead to as that.
 */
export function foldHost(host: string): string {
  const bare = host.replace(/\.$/, '');
  let name = bare.toLowerCase();
  try {
    const bracketed = /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare) ? `[${bare}]` : bare;
    name = new URL(`http://${bracketed}`).hostname;
  } catch {
    // Not a host by the web's rules, a name with a blank say: kept as it is.
  }
  name = name.replace(/^\[|\]$/g, '');
  return isLocalhost(name) ? 'localhost' : name;
}

function isLocalhost(host: string): boolean {
  return ['localhost', '0.0.0.0', '::', '::1', '127.0.0.1', '::ffff:7f00:1'].includes(host);
}

/**
 * Of a folded host: whether it is the machine itself. A loopback address besides 127.0.0.1 is a place of its own, at which a tunnel
 * may listen on the usual port.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^::ffff:7f[0-9a-f]{2}:/.test(host) || (ipv4.test(host) && host.startsWith('127.'));
}

/** Whether it is on this machine by its address alone: a file, a socket, or the machine's own name, folded. */
export function isHere({ provider, host }: Pick<TargetIdentity, 'provider' | 'host'>): boolean {
  return provider === 'sqlite' || isLoopback(host) || host.startsWith('/');
}

/** Addresses that no public network routes: RFC 1918, 3927, 4193, 4291, 6598. */
const unrouted = new BlockList();
for (const [address, length] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  unrouted.addSubnet(address, length, 'ipv4');
}
unrouted.addSubnet('fc00::', 7, 'ipv6');
unrouted.addSubnet('fe80::', 10, 'ipv6');

/** Such an address, or a name that only a local network knows. */
export function isPrivate(host: string): boolean {
  if (isIPv4(host)) return unrouted.check(host, 'ipv4');
  if (isIPv6(host)) return unrouted.check(host, 'ipv6');
  return !host.includes('.') || /\.(local|internal|lan|intranet|home\.arpa|localdomain|test)$/.test(host);
}
