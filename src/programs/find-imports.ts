/** Loaded by bin/compile-cache.cjs alone, once for each file. */
import { parse } from 'es-module-lexer/js';

/** Where in a module's text `import` is called, in order. Throws where the text cannot be read. */
export function findImports(text: string): number[] {
  const [imports] = parse(text);
  return imports.filter(({ d }) => d >= 0).map(({ ss }) => ss);
}
