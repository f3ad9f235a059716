/**
 * Views that a dump tool ends at, or writes so that they cannot be loaded elsewhere: they read what is gone, or their
 * definer is. They hold nothing, and are brought back by what the manifest says of them, as far as the server takes them.
 */
import { literal, name, type Session } from '../../../databases/mysql/session.ts';
import type { Dump, Omission } from '../contract.ts';
import { currentDefiner, definerOf, withDefiner } from './definers.ts';
import { noSuchUser, showView } from './view-text.ts';

type View = Dump['objects'][number];

/** With those that read them. `session` is in the schema. */
export async function findBrokenViews(session: Session, schema: string): Promise<string[]> {
  const texts = new Map<string, string>();
  const broken = new Set<string>();
  for (const row of await session.query(
    `select table_name as found from information_schema.views where table_schema = ${literal(schema)}`,
  )) {
    const view = row['found'] ?? '';
    const shown = await showView(session, schema, view);
    texts.set(view, shown['Create View'] ?? '');
    if (shown['needsCare'] === '1' || !(await opens(session, schema, view))) broken.add(view);
  }
  for (const found of broken) {
    for (const [view, text] of texts) if (text.includes(name(found))) broken.add(view);
  }
  return [...broken].sort();
}

/**
 * What mariadb-dump asks first of every view; and whether another can be made over it, which MySQL, where that is asked, takes
 * only while its definer is there.
 */
async function opens(session: Session, schema: string, view: string): Promise<boolean> {
  const found = `${name(schema)}.${name(view)}`;
  const [fields, rows] = [`SHOW FIELDS FROM ${found}`, `SELECT 1 FROM ${found} LIMIT 0`];
  return (
    (await takes(session, fields, () => false)) && (await takes(session, rows, ({ errno }) => errno !== noSuchUser))
  );
}

/** `but`: whether an error of the server is none here. */
async function takes(session: Session, sql: string, but: (error: { errno?: number }) => boolean): Promise<boolean> {
  try {
    await session.query(sql);
    return true;
  } catch (error) {
    // Only the server gives a state; without one it is the connection that broke.
    if ((error as { sqlState?: string }).sqlState === undefined) throw error;
    return but(error as { errno?: number });
  }
}

/**
 * Makes those of the recorded views that the copy lacks. Each is made as ours first, since a view may be made over another
 * only while that one's definer is there. What the server does not take, or takes otherwise, is left out.
 */
export async function createMissingViews(
  session: Session,
  recorded: readonly View[],
  read: () => Promise<readonly View[]>,
): Promise<Omission[]> {
  const there = new Set((await read()).map((view) => view.name));
  const missing = recorded.filter((view) => view.kind === 'view' && !there.has(view.name));
  if (missing.length === 0) return [];
  const own = await currentDefiner(session);
  const { made, failed } = await inRounds(missing, (view) => create(session, withDefiner(view.detail, own)));
  // Those that read others first, while the others are ours.
  const others = made.filter((view) => definerOf(view.detail) !== own).reverse();
  await inRounds(others, (view) => create(session, view.detail));
  const now = new Map((await read()).map((view) => [view.name, view.detail]));
  const omissions = [...failed].map(([view, why]) => leftOut(view, why));
  for (const { name: view, detail } of made) {
    if (now.get(view) === detail) continue;
    await session.query(`DROP VIEW IF EXISTS ${name(view)}`);
    omissions.push(leftOut(view, 'the server took it otherwise'));
  }
  return omissions;
}

const leftOut = (view: string, why: string): Omission => ({ kind: 'view', name: view, how: 'left-out', why });

/** Until none succeeds any more: they read one another. `made` in the order of success; `failed` with the reasons. */
async function inRounds(
  views: readonly View[],
  make: (view: View) => Promise<void>,
): Promise<{ made: View[]; failed: Map<string, string> }> {
  const made: View[] = [];
  for (let left = views; ; ) {
    const failed = new Map<string, string>();
    for (const view of left) {
      try {
        await make(view);
        made.push(view);
      } catch (error) {
        if ((error as { sqlState?: string }).sqlState === undefined) throw error;
        failed.set(view.name, (error as Error).message);
      }
    }
    if (failed.size === 0 || failed.size === left.length) return { made, failed };
    left = left.filter((view) => failed.has(view.name));
  }
}

async function create(session: Session, detail: string): Promise<void> {
  try {
    for (const statement of statementsOf(detail)) await session.query(statement);
  } finally {
    await session.query(asBefore);
  }
}

const asBefore = 'SET NAMES utf8mb4';

/** For a session without modes, which is to be set back by `asBefore`. */
function statementsOf(detail: string): string[] {
  const lines = detail.split('\n');
  const [charset = '', collation = ''] = lines.slice(-2);
  // Between the text and those two there is no mode.
  const text = lines.slice(0, -3).join('\n');
  return [
    `SET character_set_client = ${literal(charset)}, collation_connection = ${literal(collation)}`,
    text.replace(/^CREATE /, 'CREATE OR REPLACE '),
  ];
}

/** The same for a client program, of views that there are: each as its user's first, and then as its definer's. */
export async function describeViews(session: Session, schema: string, views: readonly string[]): Promise<Buffer> {
  if (views.length === 0) return Buffer.alloc(0);
  const details = new Map<string, string>();
  for (const view of views) {
    const shown = await showView(session, schema, view);
    const { 'Create View': text, character_set_client: charset, collation_connection: collation } = shown;
    details.set(view, `${text}\n\n${charset}\n${collation}`);
  }
  const ordered = inOrder(details);
  const statements = [
    ...ordered.flatMap((detail) => statementsOf(withDefiner(detail, 'CURRENT_USER'))),
    ...ordered.toReversed().flatMap(statementsOf),
  ];
  const lines = ["SET SESSION sql_mode = ''", ...statements, asBefore];
  return Buffer.from(lines.map((statement) => `${statement};\n`).join(''));
}

/** What is read comes before what reads it. */
function inOrder(details: ReadonlyMap<string, string>): string[] {
  const ordered: string[] = [];
  const visit = (view: string, text: string) => {
    if (ordered.includes(text)) return;
    for (const [other, its] of details)
      if (other !== view && text.includes(name(other)) && !its.includes(name(view))) visit(other, its);
    ordered.push(text);
  };
  for (const [view, text] of details) visit(view, text);
  return ordered;
}
