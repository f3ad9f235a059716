import { expect, it } from 'vitest';
import { readAddress } from '../../../src/databases/postgresql/address.ts';
import { createHost } from '../../../src/host.ts';
import { secret } from '../../../src/secrets/secret.ts';
import { identify } from '../../../src/target/identity.ts';

const host = createHost();

/** quaint/src/connector/postgres/url.rs: what it does not list is thrown away. */
it.each([
  'postgresql://u@h/app',
  'postgresql://u@h:6543/app/x',
  'postgresql://u@h/app?port=5433&dbname=other&hostaddr=10.0.0.9',
  'postgresql:///app?host=h&port=5433',
  'postgresql://u@h/%61pp?schema=x&options=-c%20search_path%3Dy',
])('%s is looked at where it is said to be', (url) => {
  const address = readAddress(host, secret(url));
  const identity = identify(url, { cwd: '/', realpath: (file) => file });
  expect([address.host, address.port, address.database]).toEqual([identity.host, identity.port, identity.database]);
});
