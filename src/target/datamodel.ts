/** The URLs of a datasource block. What is not there, or whose variable is not set, is undefined. */
export interface DeclaredDatasource {
  readonly url: string | undefined;
  readonly directUrl: string | undefined;
  readonly shadowDatabaseUrl: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The datasource block of Prisma schema files (5, 6), with `env("X")` looked up in the environment of the schema engine,
 * which Prisma has filled from `.env`. Undefined where there is no such block. Throws where a line is there and cannot be read.
 */
export function datasourceIn(schemas: readonly string[], env: Variables): DeclaredDatasource | undefined {
  for (const schema of schemas) {
    const block = /^[ \t]*datasource\s+[\w-]+\s*\{([\s\S]*?)^[ \t]*\}/m.exec(withoutComments(schema))?.[1];
    if (block === undefined) continue;
    return {
      url: readValue('url', block, env),
      directUrl: readValue('directUrl', block, env),
      shadowDatabaseUrl: readValue('shadowDatabaseUrl', block, env),
    };
  }
  return undefined;
}

function readValue(key: string, block: string, env: Variables): string | undefined {
  const value = new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*(.*?)[ \\t]*$`, 'm').exec(block)?.[1];
  if (value === undefined) return undefined;
  const text = /^"(?:[^"\\]|\\.)*"$/.exec(value) ? (JSON.parse(value) as string) : undefined;
  if (text !== undefined) return text || undefined;
  const name = /^env\(\s*"([^"\\]+)"\s*\)$/.exec(value)?.[1];
  if (name === undefined) throw new Error(`${key} in the Prisma schema cannot be read.`);
  return env[name] || undefined;
}

/** Comments become nothing, strings stay: a URL has `//` in it. */
function withoutComments(schema: string): string {
  return schema.replace(
    /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text: string | undefined) => text ?? '',
  );
}
