import path from 'node:path';
import type { Host } from '../host.ts';
import { datasourceIn } from '../target/datamodel.ts';
import type { EngineStart } from './engine-start.ts';

/** The databases that one call can reach, as the engine would connect to them. */
export interface DatabaseUrls {
  readonly main: string | undefined;
  readonly shadow: string | undefined;
  /** Where a relative SQLite path starts. */
  readonly base: string;
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
