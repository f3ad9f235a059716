import path from 'node:path';
import { shippedProgram } from '../../channel/shipped.ts';
import type { Host } from '../../host.ts';
import type { Invocation, OptionValue, RealCli, Resolution, Target } from '../../types.ts';
import { datasourceIn } from '../datamodel.ts';
import { createTarget } from '../target.ts';
import type { Contact } from './contact.ts';
import { probe } from './probe.ts';

/** Targets of a command of Prisma 5, 6 or 7. Throws an Error fit to be shown where they cannot be found out. */
export async function prismaTargets(host: Host, cli: RealCli, invocation: Invocation): Promise<Resolution> {
  const { command, options } = invocation;
  const diff = command === 'migrate diff';
  // Without migrations to replay, a diff only reads.
  if (diff && options['from-migrations'] === undefined && options['to-migrations'] === undefined) return found([]);
  const shadow = last(options['shadow-database-url']);
  if (diff && shadow) return found([createTarget(host, shadow, 'shadow', '--shadow-database-url', host.cwd)]);

  const url = last(options.url);
  const given = url ? [createTarget(host, url, 'main', '--url', urlBase(host, cli, invocation))] : [];
  const usesShadow = diff || command === 'migrate dev' || command === 'mcp';
  if (given.length > 0 && !usesShadow) return found(given);

  const { starts, said, configured } = await probe(host, cli, question(host, cli, invocation), usesShadow);
  const check = starts.find(({ argv }) => argv.includes('cli'));
  const service = starts.find(({ argv }) => !argv.includes('cli'));
  if (check === undefined || (usesShadow && service === undefined)) {
    // The new URL may be all there is: then no shadow database is configured either.
    if (given.length > 0 && check === undefined && /datasource\.?url|connection url/i.test(said)) return found(given);
    throw new Error(unanswered(cli, said, configured));
  }
  const main = given[0] ?? createTarget(host, connectionUrl(check), 'main', sourceOf(cli, check), check.cwd);
  const shadowUrl = service && configuredShadow(host, service);
  const wiped = shadowUrl ? [createTarget(host, shadowUrl, 'shadow', 'shadowDatabaseUrl', check.cwd)] : [];
  return found(diff ? wiped : [main, ...wiped]);
}

/** The database that the CLI is about to connect to: what it told its engine when it asked whether that is there. */
export function contactTarget(host: Host, cli: RealCli, { options }: Invocation, contact: Contact): Target {
  const source = last(options.url) ? '--url' : sourceOf(cli, contact);
  return createTarget(host, connectionUrl(contact), 'main', source, contact.cwd);
}

function found(targets: readonly Target[]): Resolution {
  return { targets, problem: undefined };
}

/** The read-only command line that selects the same database. Never the user's own words. */
function question(host: Host, cli: RealCli, { command, options, config }: Invocation): string[] {
  const withoutSchema = cli.major === 7 && (command === 'db execute' || command === 'db seed');
  const schema = withoutSchema ? shippedProgram(host, 'probe.prisma') : last(options.schema);
  return ['migrate', 'status', ...(schema ? [`--schema=${schema}`] : []), ...(config ? [`--config=${config}`] : [])];
}

/** Where a relative SQLite path of `--url` starts: 7 takes the folder of `--config`, the others where they stand. */
function urlBase(host: Host, cli: RealCli, { config }: Invocation): string {
  if (cli.major !== 7 || !config) return host.cwd;
  const file = path.resolve(host.cwd, config);
  return host.fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ? file : path.dirname(file);
}

/** `cli --datasource <url> can-connect-to-database` (5, 6), `--datasource {"url":…} cli can-connect-to-database` (7). */
function connectionUrl({ argv }: Contact): string {
  const value = argv[argv.indexOf('--datasource') + 1] ?? '';
  if (!value.startsWith('{')) return value;
  return (JSON.parse(value) as { url: string }).url;
}

function configuredShadow(host: Host, { argv, env }: Contact): string | undefined {
  const datasource = argv.indexOf('--datasource');
  if (datasource >= 0)
    return (JSON.parse(argv[datasource + 1] ?? '{}') as { shadowDatabaseUrl?: string }).shadowDatabaseUrl;
  const files = argv.filter((word) => path.isAbsolute(word));
  const declared = datasourceIn(
    files.map((file) => host.fs.readFileSync(file, 'utf8')),
    env,
  );
  return declared?.shadowDatabaseUrl;
}

function sourceOf(cli: RealCli, start: Contact): string {
  const url = connectionUrl(start);
  const names = Object.keys(start.env).filter((name) => start.env[name] === url);
  const written = cli.major === 7 ? 'the Prisma config file' : 'the Prisma schema or config file';
  return ['DIRECT_URL', 'DATABASE_URL'].find((name) => names.includes(name)) ?? names[0] ?? written;
}

function unanswered(cli: RealCli, said: string, configured: boolean): string {
  const adapter =
    cli.major === 6 && configured
      ? ' Where its config has engine: "js", a driver adapter decides, and tells nobody.'
      : '';
  return `Prisma ${cli.version} did not say which database it would use.${adapter}${said ? ` It said: ${said}` : ''}`;
}

/** What the CLI honours of a repeated option. Given without text, it is as if it were not given. */
export function last(value: OptionValue | undefined): string | undefined {
  return Array.isArray(value) ? (value as readonly string[]).at(-1) || undefined : undefined;
}
