import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Packed } from './packed.ts';
import type { Fetch, Fetched } from './upstream.ts';

export interface Registry {
  /** `http://127.0.0.1:40123`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** What npm asks for when it installs: a packument without what only people read. */
const abbreviated = 'application/vnd.npm.install-v1+json';

/**
 * A registry on this machine: one package of it is the one that was just packed, all else comes from `fetch`. Tarballs are
 * named to come from here as well, so that a runner needs to reach nothing else. `upstream`: what `fetch` asks.
 */
export async function startRegistry(packed: Packed, upstream: string, fetch: Fetch): Promise<Registry> {
  let url = '';
  const server = createServer((request, response) => {
    answer(request, packed, { url, upstream, fetch }).then(
      (found) => send(response, found),
      (error) => send(response, { status: 502, type: 'text/plain', body: Buffer.from(String(error)) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Places {
  readonly url: string;
  readonly upstream: string;
  readonly fetch: Fetch;
}

async function answer(request: IncomingMessage, packed: Packed, places: Places): Promise<Fetched> {
  const path = (request.url ?? '/').replace(/\?.*$/, '').replaceAll('%2F', '%2f');
  // Audits and the like: no install fails for want of them.
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 404, type: json, body: Buffer.from('{}') };
  if (path === `/${packed.name}`) return asJson(packumentOf(packed, places.url));
  // pnpm 12 asks for what a tag names, and nothing around it.
  if (path === `/${packed.name}/latest`) return asJson(packumentOf(packed, places.url).versions[packed.version]);
  if (path === tarballPath(packed)) return { status: 200, type: 'application/octet-stream', body: packed.tarball };
  if (path.includes('/-/') || path.startsWith('/-')) return places.fetch(path.replace('%2f', '/'), '*/*');
  const accept = request.headers.accept?.includes(abbreviated) ? abbreviated : 'application/json';
  const found = await places.fetch(path, accept);
  if (found.status !== 200) return found;
  const named = found.body.toString('utf8').replaceAll(/("tarball": *)"([^"]+)"/g, (_, key, tarball: string) => {
    if (!tarball.startsWith(`${places.upstream}/`)) throw new Error(`${tarball} is not below ${places.upstream}`);
    return `${key}"${places.url}${tarball.slice(places.upstream.length)}"`;
  });
  return { ...found, body: Buffer.from(named) };
}

const json = 'application/json';

const asJson = (value: unknown): Fetched => ({ status: 200, type: json, body: Buffer.from(JSON.stringify(value)) });

const tarballPath = ({ name, version }: Packed) => `/${name}/-/${name}-${version}.tgz`;

/** Said to be old: newer runners wait some days before they install what is new. */
function packumentOf(packed: Packed, url: string) {
  const { name, version, manifest, integrity, shasum } = packed;
  const published = '2020-01-01T00:00:00.000Z';
  const dist = { integrity, shasum, tarball: `${url}${tarballPath(packed)}` };
  return {
    _id: name,
    name,
    'dist-tags': { latest: version },
    modified: published,
    time: { created: published, modified: published, [version]: published },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
  };
}

function send(response: ServerResponse, { status, type, body }: Fetched): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length });
  response.end(body);
}
