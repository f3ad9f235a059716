import { riskOfEffect } from '../risk.ts';
import type { SqlEffect, SqlObject, SqlStatement } from '../script.ts';
import { type Elsewhere, Touched } from './named.ts';

/** Views of the server itself, which nobody can write to. */
const isServers = (name: string) => /^(?:information_schema|performance_schema)$/i.test(name);

/** `own`: the database that the session begins in; undefined for one that has a name of its own, as a shadow database. */
export function elsewhereOnMysql(statements: readonly SqlStatement[], own: string | undefined): Elsewhere {
  const touched = new Touched();
  /** Where names without a database are. Undefined: where the session began. */
  let here: string | undefined;
  /** Views that were made on the way, by their last names, with the databases that they may stand for. */
  const views = new Map<string, readonly string[]>();
  const isDynamic = statements.some(({ text }) => /^(?:prepare|execute)\b/i.test(text));
  for (const statement of statements) {
    const { effects, why, text } = statement;
    for (const effect of effects) {
      if (effect.object.type === 'database' && effect.deed === 'reads') here = effect.object.name[0];
      else if (effect.deed !== 'reads' && !(effect.object.type === 'database' && effect.deed === 'adds'))
        reach(effect, text);
    }
    const view = effects.find(({ object }) => object.type === 'view')?.object.name.at(-1);
    if (view !== undefined) views.set(view, qualifiers(text));
    if (/\bengine\s*=?\s*['"`]?(?:federated|spider|mrg_myisam|merge)\b/i.test(text))
      touched.cannotTell('a table that stands for others elsewhere');
    if (why !== undefined) cannotRead(text);
  }
  if (isDynamic) for (const { text } of statements) inTexts(text);
  return touched.result;

  function reach(effect: SqlEffect, text: string): void {
    const from = databaseOf(effect.object, text) ?? here;
    const to = effect.deed === 'renames' && effect.to !== undefined && !effect.object.columns ? effect.to : undefined;
    const into = to === undefined ? from : to.length > 1 ? to[0] : here;
    const moves = (from ?? own) !== (into ?? own);
    // What moves away is gone from there.
    touch(from, moves ? 'destroy' : riskOfEffect(effect));
    if (moves) touch(into, 'change');
    if (effect.object.type !== 'table') return;
    for (const behind of views.get(effect.object.name.at(-1) ?? '') ?? [])
      touched.touch(behind, riskOfEffect(effect), true);
  }

  function touch(name: string | undefined, risk: Parameters<Touched['touch']>[1]): void {
    if (name !== undefined && name !== own && !isServers(name)) touched.touch(name, risk);
  }

  function cannotRead(text: string): void {
    const code = text.replace(/'(?:[^'\\]|\\.|'')*'/g, "''");
    if (/^(?!prepare|execute)[\s\S]*\b(?:use|drop\s+(?:database|schema))\b/i.test(code))
      touched.cannotTell('a statement that could not be read');
    touched.guess(qualifiers(code));
  }

  /** Parts of statements that are put together when they run. */
  function inTexts(text: string): void {
    for (const [written] of text.matchAll(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/g)) {
      const part = written.slice(1, -1);
      const half = /(?:^|[^\w$`\u0080-\uFFFF])\s*\.\s*[`\w$]|[`\w$]\s*\.\s*$/.test(part.replace(/\d\.\d/g, ''));
      if (half || /\b(?:database|schema)\b(?!\s*\()/i.test(part))
        touched.cannotTell('SQL that is put together when it runs');
      touched.guess(qualifiers(part));
    }
  }

  function qualifiers(text: string): string[] {
    const found = text.matchAll(
      /(?:`((?:[^`]|``)+)`|"((?:[^"]|"")+)"|([\w$\u0080-\uFFFF]+))\s*\.\s*(?=[`"\w$\u0080-\uFFFF])/g,
    );
    const names = [...found].map(([, tick, quote, word]) => tick?.replaceAll('``', '`') ?? quote ?? word ?? '');
    return [...new Set(names)].filter((name) => name !== own && !isServers(name) && !/^\d+$/.test(name));
  }
}

/** The one that its name begins with. */
function databaseOf({ type, name }: SqlObject, text: string): string | undefined {
  if (type === 'database') return name[0];
  if (type === 'role') return undefined;
  if (type !== 'other') return name.length > 1 ? name[0] : undefined;
  // A partition after its table, an event; else a setting, a log, a file.
  if (/^alter\b[^(]*?\btable\b/i.test(text)) return name.length > 2 ? name[0] : undefined;
  return /^(?:create|alter|drop)\b[\s\S]*?\bevent\b/i.test(text) && name.length > 1 ? name[0] : undefined;
}
