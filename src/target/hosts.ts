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

/** Addresses that no public network routes (RFC 1918, 3927, 4193, 4291, 6598), and names that only a local one knows. */
export function isPrivate(host: string): boolean {
  if (ipv4.test(host)) {
    return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(host);
  }
  if (host.includes(':')) return /^f[cd]|^fe[89ab]/.test(host);
  return !host.includes('.') || /\.(local|internal|lan|intranet|home\.arpa|localdomain|test)$/.test(host);
}
