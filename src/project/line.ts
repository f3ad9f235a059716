/**
 * The line that stands in the real CLI's own file, after the shebang: the one place that every way to start Prisma goes
 * through. It looks for us from where the CLI lies, from the working folder and from where the runner found the CLI.
 * Where we are not there, the CLI does not run: a guard that is gone without a word is none.
 */
const missing =
  'prisma-interlock[cli-missing]: This Prisma is guarded by prisma-interlock, which is not installed any more.' +
  ' Install it again. Prisma was not started, the database was not touched.';

const guard = (require: string, folder: string) =>
  `try{i=${require}(${require}.resolve("prisma-interlock/entry",{paths:[${folder},process.cwd(),process.argv[1]+"/.."]}))}` +
  `catch{console.error(${JSON.stringify(missing)});process.exit(127)}`;

/** For Prisma 5 to 7. The directive is the bundle's own, which would be none any more behind another statement. */
const commonjs = `"use strict";{let i;${guard('require', '__dirname')}if(i(module))return}`;

/** For Prisma 8. */
const esm =
  `{let i,r=process.getBuiltinModule("node:module").createRequire(import.meta.url);` +
  `${guard('r', 'import.meta.dirname')}await i(import.meta)}`;

export function lineFor(module: 'commonjs' | 'esm'): string {
  return module === 'esm' ? esm : commonjs;
}

/** Also one that an older or a newer version of us wrote. */
const anyLine = /^(?:"use strict";)?\{let i[;,].*"prisma-interlock\/entry".*\r?\n/m;

export function hasLine(text: string): boolean {
  return anyLine.test(text.slice(0, 4000));
}

export function insertLine(text: string, module: 'commonjs' | 'esm'): string {
  const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return `${text.slice(0, start)}${lineFor(module)}\n${text.slice(start)}`;
}

export function removeLine(text: string): string {
  return text.replace(anyLine, '');
}
