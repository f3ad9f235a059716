import path from 'node:path';
import type { Host } from '../host.ts';
import type { Invocation, Target } from '../types.ts';
import { last } from './ask-prisma/prisma-targets.ts';
import { readConninfo, readService } from './libpq.ts';
import { createTarget } from './target.ts';

/**
 * What `dropdb` would drop, found the way libpq does (PostgreSQL manual, sections 34.1.1, 34.15, 34.17): a URL or
 * conninfo in `--maintenance-db`, then the options, then a service file, then PGHOST and its kin.
 */
export function dropdbTarget(host: Host, invocation: Invocation): Target {
  const { options, operands } = invocation;
  const database = operands[0];
  if (!database) throw new Error('No database is named.');
  const maintenance = readConninfo(last(options['maintenance-db']) ?? '');
  const typed = { host: last(options.host), port: last(options.port), user: last(options.username), ...maintenance };
  const service = maintenance.service ?? host.env.PGSERVICE;
  const said = { ...(service ? readService(host, service) : {}), ...present(typed) };

  const port = said.port ?? (host.env.PGPORT || '5432');
  const name =
    said.hostaddr ?? (host.env.PGHOSTADDR || undefined) ?? said.host ?? (host.env.PGHOST || socketFolder(host, port));
  if (`${name}${port}`.includes(','))
    throw new Error('Several hosts are given, and the first that answers would be used.');
  const user = said.user ?? host.env.PGUSER ?? '';
  const login = [user, said.password ?? host.env.PGPASSWORD ?? ''].map(encodeURIComponent).join(':').replace(/:$/, '');
  const socket = name.startsWith('/') || name.startsWith('@');
  const place = socket ? 'localhost' : name.includes(':') ? `[${name}]` : encodeURIComponent(name);
  const url = new URL(`postgresql://${login && `${login}@`}${place}:${port}/${encodeURIComponent(database)}`);
  if (socket) url.searchParams.set('host', name);
  const source =
    typed.host || said.host ? 'the options of dropdb' : host.env.PGHOST ? 'PGHOST' : "PostgreSQL's defaults";
  return createTarget(host, url.href, 'main', source, host.cwd);
}

/** libpq was built with one of these; where a server listens in both, nobody can say which it takes. */
function socketFolder(host: Host, port: string): string {
  if (host.platform === 'win32') return 'localhost';
  const live = ['/var/run/postgresql', '/tmp'].filter((folder) =>
    host.fs.existsSync(path.join(folder, `.s.PGSQL.${port}`)),
  );
  if (live.length > 1)
    throw new Error(`Servers listen in ${live.join(' and in ')}: name the one that is meant with --host.`);
  return live[0] ?? 'localhost';
}

function present<T extends object>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as { [K in keyof T]?: string };
}
