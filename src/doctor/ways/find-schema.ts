import path from 'node:path';
import { readManifest } from '../../project/manifest.ts';
import { configInUse, type Surroundings } from '../surroundings.ts';

/** The schema's folder, where that is not the working folder, and what it is called from there. */
export function findSchema(at: Surroundings): { folder: string; name: string } | undefined {
  const { host } = at;
  const config = configInUse(at);
  const text = config ? host.fs.readFileSync(config.path, 'utf8') : '';
  const configured = /\bschema\s*:\s*['"]([^'"]+)['"]/.exec(text)?.[1];
  const ofManifest = readManifest(host, host.cwd)?.prisma?.schema;
  const candidates = [
    at.schema,
    configured && path.resolve(path.dirname(config?.path ?? ''), configured),
    typeof ofManifest === 'string' ? ofManifest : undefined,
    'schema.prisma',
    'prisma/schema.prisma',
  ];
  const places = candidates.flatMap((each) => (each ? [path.resolve(host.cwd, each)] : []));
  const found = places.find((place) => host.fs.existsSync(place));
  if (found === undefined) return undefined;
  const isFolder = host.fs.statSync(found).isDirectory();
  const place = isFolder ? { folder: found, name: '.' } : { folder: path.dirname(found), name: path.basename(found) };
  return place.folder === host.cwd ? undefined : place;
}
