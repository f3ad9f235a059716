import path from 'node:path';
import { tellingVariables } from '../../../policy/evidence.ts';
import { shippedProgram } from '../../channel/shipped.ts';
import type { Host } from '../../host.ts';
import type { Invocation, OptionValue, RealCli, Resolution, Target } from '../../types.ts';
import { type DeclaredDatasource, datasourceIn } from '../datamodel.ts';
import { seedTargets } from '../seeds.ts';
import { createTarget } from '../target.ts';
import type { Contact } from './contact.ts';
import { probe } from './probe.ts';
import { endsWithoutUrl, NoUrl } from './without-url.ts';

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

  const seeds = command === 'db seed';
  const { starts, said, output, configured } = await probe(
    host,
    cli,
    question(host, cli, invocation),
    usesShadow || seeds,
  );
  const check = starts.find(({ argv }) => argv.includes('cli'));
  const service = starts.find(({ argv }) => !argv.includes('cli'));
  if (check === undefined || (usesShadow && service === undefined)) {
    // The new URL may be all there is: then no shadow database is configured either.
    if (given.length > 0 && check === undefined && /datasource\.?url|connection url/i.test(said)) return found(given);
    const problem = unanswered(cli, said, configured);
    throw starts.length === 0 && endsWithoutUrl(cli, invocation, output) ? new NoUrl(problem) : new Error(problem);
  }
  const main = given[0] ?? createTarget(host, connectionUrl(check), 'main', sourceOf(cli, check), check.cwd);
  const shadowUrl = usesShadow && service && declaredIn(host, service)?.shadowDatabaseUrl;
  const wiped = shadowUrl ? [createTarget(host, shadowUrl, 'shadow', 'shadowDatabaseUrl', check.cwd)] : [];
  const { cwd: base, env } = check;
  const more = seeds ? seedTargets(host, [main], { declared: declaredIn(host, service ?? check), env, base }) : [];
  return { ...found(diff ? wiped : [main, ...wiped, ...more]), handed: tellingOf(env) };
}

/** The database that the CLI is about to connect to: what it told its engine when it asked whether that is there. */
export function contactTarget(host: Host, cli: RealCli, { options }: Invocation, contact: Contact): Target {
  const source = last(options.url) ? '--url' : sourceOf(cli, contact);
  return createTarget(host, connectionUrl(contact), 'main', source, contact.cwd);
}

/** Of all that Prisma hands to its engine, only what tells of the place: the rest holds secrets. */
function tellingOf(env: Contact['env']): Resolution['handed'] {
  return Object.fromEntries(tellingVariables.map((name) => [name, env[name]]));
}

function found(targets: readonly Target[]): Resolution {
  return { targets, problem: undefined };
}

/** The read-only command line that selects the same database. Never the user's own words. */
function question(host: Host, cli: RealCli, { command, options, config }: Invocation): string[] {
  const withoutSchema = cli.major === 7 && ['db execute', 'db seed', 'studio'].includes(command);
  const schema = withoutSchema ? shippedProgram(host, 'probe.prisma') : last(options.schema);
  return ['migrate', 'status', ...(schema ? [`--schema=${schema}`] : []), ...(config ? [`--config=${config}`] : [])];
}

/** Where a relative SQLite path of `--url` starts: 7 takes the folder of `--config`, Studio and the others where they stand. */
function urlBase(host: Host, cli: RealCli, { command, config }: Invocation): string {
  if (cli.major !== 7 || !config || command === 'studio') return host.cwd;
  const file = path.resolve(host.cwd, config);
  return host.fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ? file : path.dirname(file);
}

/** `cli --datasource <url> can-connect-to-database` (5, 6), `--datasource {"url":…} cli can-connect-to-database` (7). */
function connectionUrl({ argv }: Contact): string {
  const value = argv[argv.indexOf('--datasource') + 1] ?? '';
  if (!value.startsWith('{')) return value;
  return (JSON.parse(value) as { url: string }).url;
}

/** The datasource as the service was given it, or as the schema files have it that it was given. */
function declaredIn(host: Host, { argv, env }: Pick<Contact, 'argv' | 'env'>): Partial<DeclaredDatasource> | undefined {
  const value = argv[argv.indexOf('--datasource') + 1] ?? '';
  if (argv.includes('--datasource')) return value.startsWith('{') ? JSON.parse(value) : { url: value };
  const files = argv.filter((word) => path.isAbsolute(word));
  return datasourceIn(
    files.map((file) => host.fs.readFileSync(file, 'utf8')),
    env,
  );
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
