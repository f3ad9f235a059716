import { createHash } from 'node:crypto';

const modulus = 1n << 128n;

/** Sums up the hashes of rows, so that their order does not count and a row that is there twice does. */
export class RowDigest {
  #sum = 0n;
  rows = 0;

  add(row: Uint8Array): void {
    const hash = createHash('sha256').update(row).digest();
    this.#sum = (this.#sum + (hash.readBigUInt64BE(0) << 64n) + hash.readBigUInt64BE(8)) % modulus;
    this.rows++;
  }

  hex(): string {
    return this.#sum.toString(16).padStart(32, '0');
  }
}
