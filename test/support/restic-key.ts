import { createCipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As `restic cat masterkey` prints it; the bytes in base64. */
export interface MasterKey {
  readonly mac: { readonly k: string; readonly r: string };
  readonly encrypt: string;
}

/**
 * Puts a key in the place of a repository's own that is derived from its password at once. restic makes one that takes
 * half a second of this machine's time, again at every call, and these tests call it a thousand times. The format is that of restic's
 * doc/design.rst, "Keys, Encryption and MAC".
 */
export function quickenKey(repository: string, password: string, master: MasterKey): void {
  const cost = { N: 2, r: 1, p: 1 };
  const salt = randomBytes(64);
  const derived = scryptSync(password, salt, 64, cost);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', derived.subarray(0, 32), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(master)), cipher.final()]);
  const data = Buffer.concat([iv, sealed, poly1305Aes(sealed, iv, derived.subarray(32, 48), derived.subarray(48))]);
  const key = { kdf: 'scrypt', ...cost, salt: salt.toString('base64'), data: data.toString('base64') };
  const text = JSON.stringify({ created: '2026-01-01T00:00:00Z', username: 'test', hostname: 'test', ...key });
  const keys = join(repository, 'keys');
  for (const name of readdirSync(keys)) rmSync(join(keys, name), { force: true });
  writeFileSync(join(keys, createHash('sha256').update(text).digest('hex')), text, { mode: 0o400 });
}

/** cr.yp.to/mac.html. */
function poly1305Aes(message: Buffer, nonce: Buffer, k: Buffer, r: Buffer): Buffer {
  const clamp = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  const prime = (1n << 130n) - 5n;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = ((sum + number(block) + (1n << BigInt(8 * block.length))) * (number(r) & clamp)) % prime;
  }
  const cipher = createCipheriv('aes-128-ecb', k, null).setAutoPadding(false);
  const tag = (sum + number(cipher.update(nonce))) & ((1n << 128n) - 1n);
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

/** Little-endian. */
function number(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);
}
