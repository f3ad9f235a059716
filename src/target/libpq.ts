import path from 'node:path';
import type { Host } from '../host.ts';

export interface ConnectionWords {
  readonly host?: string;
  readonly hostaddr?: string;
  readonly port?: string;
  readonly user?: string;
  readonly password?: string;
  readonly service?: string;
}

/** A connection URL or `keyword='value'` text; a plain database name says nothing (PostgreSQL manual, section 34.1.1). */
export function readConninfo(text: string): ConnectionWords {
  if (/^postgres(ql)?:\/\//.test(text)) return readUrl(text);
  if (!text.includes('=')) return {};
  const words: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== '') {
    const [whole, name, quoted, bare] =
      /^(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?:\s+|$)/s.exec(rest) ?? [];
    if (whole === undefined || name === undefined)
      throw new Error('The connection text in --maintenance-db cannot be read.');
    words[name] = (quoted ?? bare ?? '').replace(/\\(.)/gs, '$1');
    rest = rest.slice(whole.length);
  }
  return words;
}

function readUrl(text: string): ConnectionWords {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('The URL in --maintenance-db cannot be read.');
  }
  const part = (name: string, value: string) => (value === '' ? {} : { [name]: decodeURIComponent(value) });
  return {
    ...part('host', url.hostname.replace(/^\[|\]$/g, '')),
    ...part('port', url.port),
    ...part('user', url.username),
    ...part('password', url.password),
    ...Object.fromEntries(url.searchParams),
  };
}

/** One section of the connection service file (PostgreSQL manual, section 34.17). Throws where it is not there. */
export function readService(host: Host, service: string): ConnectionWords {
  const { PGSERVICEFILE, HOME, PGSYSCONFDIR } = host.env;
  const files = [
    PGSERVICEFILE || path.join(HOME ?? '', '.pg_service.conf'),
    ...(PGSYSCONFDIR ? [path.join(PGSYSCONFDIR, 'pg_service.conf')] : []),
  ];
  for (const file of files) {
    const words = host.fs.existsSync(file) ? sectionOf(host.fs.readFileSync(file, 'utf8'), service) : undefined;
    if (words !== undefined) return words;
  }
  throw new Error('The connection service that PGSERVICE names is in no service file that can be read.');
}

function sectionOf(text: string, service: string): ConnectionWords | undefined {
  let words: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line.startsWith('[')) {
      if (words !== undefined) return words;
      if (line === `[${service}]`) words = {};
    } else if (words !== undefined && line !== '' && !line.startsWith('#')) {
      const at = line.indexOf('=');
      words[line.slice(0, at).trim()] ??= line.slice(at + 1).trim();
    }
  }
  return words;
}
