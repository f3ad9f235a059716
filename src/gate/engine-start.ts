import path from 'node:path';
import type { Host } from '../host.ts';
import { datasourceIn } from '../resolve/datamodel.ts';

/** What Prisma told its schema engine when it started it. */
export interface EngineStart {
  /** `version`: it only prints. `command`: one job, answered by the exit code. `rpc`: JSON lines on stdin and stdout. */
  readonly form: 'version' | 'command' | 'rpc';
  /** Of the command form: `drop-database`. Empty elsewhere. */
  readonly command: string;
  /** The value of `--datasource`: a URL (5 and 6), or JSON with `url` and `shadowDatabaseUrl`. */
  readonly datasource: string | undefined;
  /** Paths of the Prisma schema's files, relative to the working folder where they are relative. */
  readonly schemas: readonly string[];
}

/** The databases that one call can reach, as the engine would connect to them. */
export interface DatabaseUrls {
  readonly main: string | undefined;
  readonly shadow: string | undefined;
  /** Where a relative SQLite path starts. */
  readonly base: string;
}

const schemaOptions = ['--datamodels', '--datamodel', '-d'];
/** Options with a value that might read like a word of the command form. */
const valueOptions = [...schemaOptions, '--datasource', '--enabled-preview-features', '--extension-types'];

/** Source: SchemaEngineCLI.ts and schemaEngineCommands.ts of Prisma 5.22, 6.19, 7.10, as seen in calls of theirs. */
export function readEngineStart(argv: readonly string[]): EngineStart {
  const words: string[] = [];
  const values: [name: string, value: string][] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    if (!valueOptions.includes(name)) words.push(word);
    else if (equals > 0) values.push([name, word.slice(equals + 1)]);
    else values.push([name, argv[++index] ?? '']);
  }
  const isCommand = words.includes('cli');
  const only = argv.length === 1 && ['--version', '-V', '--help', '-h'].includes(argv[0] ?? '');
  return {
    form: only ? 'version' : isCommand ? 'command' : 'rpc',
    command: isCommand ? words.filter((word) => word !== 'cli').join(' ') : '',
    datasource: values.findLast(([name]) => name === '--datasource')?.[1],
    schemas: values.filter(([name]) => schemaOptions.includes(name)).map(([, value]) => value),
  };
}

/**
 * `params`: of the call. `db execute` and `migrate diff` name databases there; for everything else the start decides.
 * Throws where a line that names one is there and cannot be read.
 */
export function databaseUrls(host: Host, start: EngineStart, params: unknown): DatabaseUrls {
  const named = params as {
    readonly datasourceType?: SourceOfParams;
    readonly shadowDatabaseUrl?: string | null;
  } | null;
  const source = named?.datasourceType;
  const shadow = named?.shadowDatabaseUrl || undefined;
  if (source) return { main: urlOf(host, source), shadow, base: source.configDir ?? host.cwd };
  const given = givenDatasource(start.datasource);
  if (given)
    return {
      main: given.directUrl || given.url,
      shadow: shadow ?? (given.shadowDatabaseUrl || undefined),
      base: host.cwd,
    };
  const files = start.schemas.map((file) => host.fs.readFileSync(path.resolve(host.cwd, file), 'utf8'));
  const declared = datasourceIn(files, host.env);
  return { main: declared?.directUrl ?? declared?.url, shadow: shadow ?? declared?.shadowDatabaseUrl, base: host.cwd };
}

interface SourceOfParams {
  readonly url?: string;
  readonly files?: readonly { readonly content: string }[];
  readonly configDir?: string;
}

function urlOf(host: Host, { url, files }: SourceOfParams): string | undefined {
  if (url) return url;
  const declared = datasourceIn(
    (files ?? []).map(({ content }) => content),
    host.env,
  );
  return declared?.directUrl ?? declared?.url;
}

interface GivenDatasource {
  readonly url?: string;
  readonly directUrl?: string;
  readonly shadowDatabaseUrl?: string;
}

function givenDatasource(text: string | undefined): GivenDatasource | undefined {
  if (!text) return undefined;
  return text.startsWith('{') ? (JSON.parse(text) as GivenDatasource) : { url: text };
}
