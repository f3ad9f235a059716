import type { Host } from '../../host.ts';

/** Whether a name or an address leads to this machine, by what the network says of it now. No answer is a no. */
export async function isOnThisMachine(host: Host, name: string): Promise<boolean> {
  if (name.startsWith('/') || name === 'localhost') return true;
  const own = host.ownAddresses();
  const found = await host.addressesOf(name).catch(() => []);
  return found.length > 0 && found.every((address) => own.includes(address) || /^127\.|^::1$/.test(address));
}
