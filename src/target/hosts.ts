import { BlockList, isIPv4, isIPv6 } from 'node:net';

const ipv4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * One spelling for a host: lower case, no dot at its end, numbers as the network reads them (`127.1`), and
 * everything that is this machine as `localhost`.
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
  return isLoopback(name) ? 'localhost' : name;
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '0.0.0.0' ||
    host === '::' ||
    host === '::1' ||
    /^::ffff:7f[0-9a-f]{2}:/.test(host) ||
    (ipv4.test(host) && host.startsWith('127.'))
  );
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
