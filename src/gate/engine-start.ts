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
