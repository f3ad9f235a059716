/**
 * What the Prisma CLI tells its schema engine at start, read from argv and the environment.
 * Shared by the two engine programs of the tests; plain JavaScript because they run without a build.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const commands = ['can-connect-to-database', 'create-database', 'drop-database'];

/**
 * `form`: `version`, `cli` (one command, answer by exit code) or `rpc` (JSON lines on stdio).
 * The URL is the one the native engine would connect to: `--datasource`, else `directUrl`, else `url` of the datamodel.
 */
export function readEngineArguments(argv) {
  const datamodels = valuesOf(argv, ['--datamodels', '--datamodel', '-d']).map((path) => ({
    path,
    content: readFileSync(path, 'utf8'),
  }));
  const datasource = readDatasource(valuesOf(argv, ['--datasource']).at(-1));
  const declared = datamodels.map(readDatasourceBlock).find((block) => block !== undefined);
  const provider = declared?.provider ?? providerOf(datasource?.url);
  const url = datasource?.directUrl ?? datasource?.url ?? declared?.directUrl ?? declared?.url;
  // Prisma 5 and 6 read a relative SQLite path from the schema's folder, 7 from the working folder.
  const base = datasource || !declared ? process.cwd() : declared.folder;
  return {
    form: argv.includes('--version') || argv.includes('-V') ? 'version' : argv.includes('cli') ? 'cli' : 'rpc',
    command: argv.find((word) => commands.includes(word)),
    provider,
    url,
    shadowUrl: datasource?.shadowDatabaseUrl ?? declared?.shadowDatabaseUrl,
    datamodels,
    fromDatasource: datasource !== undefined,
    base,
  };
}

/** Absolute path of the file that a `file:` URL of Prisma names. */
export function sqlitePath(url, base) {
  return resolve(base, url.replace(/^(file|sqlite):/, '').replace(/\?.*$/, ''));
}

export function providerOf(url) {
  if (url === undefined) return undefined;
  if (/^(file|sqlite):/.test(url)) return 'sqlite';
  if (/^(postgres|postgresql|prisma\+postgres):/.test(url)) return 'postgresql';
  if (/^(mysql|mariadb):/.test(url)) return 'mysql';
  return url.slice(0, url.indexOf(':'));
}

/** URL of the database that the parameters of one call name, if they name one: a URL, or schema files with a datasource. */
export function urlOfParams(params) {
  const named = [params?.datasourceType, params?.datasource, params?.from, params?.to, params].filter(Boolean);
  for (const { url, files, tag } of named) {
    if (typeof url === 'string') return url;
    const declared = tag === 'schemaDatamodel' ? undefined : files?.map(readDatasourceBlock).find(Boolean);
    if (declared !== undefined && named[0] !== params) return declared.directUrl ?? declared.url;
  }
  return undefined;
}

function valuesOf(argv, names) {
  return argv.flatMap((word, index) => {
    if (names.includes(word)) return argv[index + 1] === undefined ? [] : [argv[index + 1]];
    const name = names.find((candidate) => candidate.startsWith('--') && word.startsWith(`${candidate}=`));
    return name === undefined ? [] : [word.slice(name.length + 1)];
  });
}

/** 7 gives JSON; the command form of 5 and 6 gives the bare URL. */
function readDatasource(text) {
  if (text === undefined) return undefined;
  return text.startsWith('{') ? JSON.parse(text) : { url: text };
}

function readDatasourceBlock({ path, content }) {
  const text = content.replace(/^\s*\/\/.*$/gm, '');
  const body = /\bdatasource\s+\w+\s*\{([^}]*)\}/.exec(text)?.[1];
  if (body === undefined) return undefined;
  return {
    folder: dirname(resolve(path)),
    provider: /\bprovider\s*=\s*"([^"]*)"/.exec(body)?.[1]?.replace(/^postgres$/, 'postgresql'),
    url: valueIn(body, 'url'),
    directUrl: valueIn(body, 'directUrl'),
    shadowDatabaseUrl: valueIn(body, 'shadowDatabaseUrl'),
  };
}

function valueIn(body, key) {
  const match = new RegExp(`\\b${key}\\s*=\\s*(?:env\\(\\s*"([^"]*)"\\s*\\)|("(?:[^"\\\\]|\\\\.)*"))`).exec(body);
  if (match === null) return undefined;
  return match[1] === undefined ? JSON.parse(match[2]) : process.env[match[1]];
}
