import path from 'node:path';
import type { Host } from '../host.ts';
import { readText } from '../project/read-text.ts';
import type { Looker } from '../target/look.ts';
import { createTarget } from '../target/target.ts';

const schemas = ['prisma/schema.prisma', 'schema.prisma'];
/** Where a project says how it reaches its database. */
const others = ['.env', 'prisma/.env', 'prisma.config.ts'];

const urls = /\b(?:postgres(?:ql)?|mysql):\/\/[^\s'"`]+/g;

/** By the provider that a schema names. */
const kinds = [
  { provider: /^\s*provider\s*=\s*"postgres(?:ql)?"/m, driver: 'pg', scheme: /^postgres/ },
  { provider: /^\s*provider\s*=\s*"mysql"/m, driver: 'mysql2/promise', scheme: /^mysql/ },
] as const;

/**
 * While Prisma starts and this process has nothing to do, the driver that its first contact is likely to need is loaded, and
 * where the project names one database alone, the look at that is begun. It decides nothing: what Prisma then names is looked
 * at by itself, unless it is that very URL.
 */
export function warmUp(host: Host, looker: Looker): void {
  try {
    const read = (file: string) => readText(host, path.join(host.cwd, file)) ?? '';
    const schema = schemas.map(read).join('').trim();
    const texts = [schema, ...others.map(read), ...Object.values(host.env)];
    const named = [...new Set(texts.flatMap((text) => text?.match(urls) ?? []))];
    // Where the schema is in several files, its URLs alone tell.
    const kind = kinds.find(({ provider, scheme }) =>
      schema ? provider.test(schema) : named.some((one) => scheme.test(one)),
    );
    if (kind === undefined) return;
    host.require(kind.driver);
    const [url, ...more] = named.filter((one) => kind.scheme.test(one) && !one.includes('${'));
    if (url === undefined || more.length > 0) return;
    looker.begin(createTarget(host, url, 'main', 'the project', host.cwd));
  } catch {
    // It is said where it is needed.
  }
}
