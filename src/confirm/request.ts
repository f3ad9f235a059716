import { randomBytes } from 'node:crypto';

/** Without those that are taken for one another: people read ids aloud. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** An id by which a person and an agent can talk about one run: `req-k3f9w2ab`. */
export function newRequestId(): string {
  return `req-${[...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('')}`;
}
