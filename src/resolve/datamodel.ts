import type { EngineStart } from './probe.ts';

/**
 * `shadowDatabaseUrl` of the datasource block in Prisma schema files (5, 6), with `env("X")` looked up in the
 * environment of the schema engine, which Prisma has filled from `.env`. Undefined where there is none.
 * Throws where the line is there and cannot be read.
 */
export function shadowUrlIn(schemas: readonly string[], env: EngineStart['env']): string | undefined {
  for (const schema of schemas) {
    const block = /^[ \t]*datasource\s+\w+\s*\{([\s\S]*?)^[ \t]*\}/m.exec(withoutComments(schema))?.[1];
    const value = /^[ \t]*shadowDatabaseUrl[ \t]*=[ \t]*(.*?)[ \t]*$/m.exec(block ?? '')?.[1];
    if (value === undefined) continue;
    const text = /^"(?:[^"\\]|\\.)*"$/.exec(value) ? (JSON.parse(value) as string) : undefined;
    if (text !== undefined) return text || undefined;
    const name = /^env\(\s*"([^"\\]+)"\s*\)$/.exec(value)?.[1];
    if (name === undefined) throw new Error('shadowDatabaseUrl in the Prisma schema cannot be read.');
    return env[name] || undefined;
  }
  return undefined;
}

/** Comments become nothing, strings stay: a URL has `//` in it. */
function withoutComments(schema: string): string {
  return schema.replace(
    /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text: string | undefined) => text ?? '',
  );
}
