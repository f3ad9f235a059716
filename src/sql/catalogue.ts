/**
 * What a reader knows of tables while it goes through a script: their columns, what hangs on them, and whether they hold
 * anything that was there before the script. Changes as statements are read.
 */
import { type Finding, harmless, together } from './finding.ts';
import { type Column, type Copy, type Follow, lastOf, type Table, Tables } from './tables.ts';
import { lower } from './token.ts';

export type Event = 'INSERT' | 'UPDATE' | 'DELETE';

export interface Trigger {
  readonly name: string;
  readonly table: string;
  readonly events: readonly Event[];
  readonly body: Finding;
}

const eventOf = { 'adds rows': 'INSERT', overwrites: 'UPDATE', alters: 'UPDATE', 'removes rows': 'DELETE' } as Readonly<
  Record<string, Event | undefined>
>;

/** What a transaction that is taken back comes to again. */
export interface Snapshot {
  readonly tables: ReadonlyMap<string, Table>;
  readonly triggers: readonly Trigger[];
}

export class Catalogue {
  readonly tables = new Tables();
  readonly routines = new Map<string, Finding>();
  triggers: readonly Trigger[] = [];
  private readonly fold: (name: readonly string[]) => string;

  /** `fold`: equal for names that surely mean the same table. */
  constructor(fold: (name: readonly string[]) => string) {
    this.fold = fold;
  }

  key(name: readonly string[]): string {
    return this.fold(name);
  }

  table(name: readonly string[]): Table | undefined {
    return this.tables.get(this.key(name));
  }

  /** The same, where another spelling may mean it too; of use for what makes things stricter, or for types. */
  likely(name: readonly string[]): Table | undefined {
    return this.table(name) ?? this.tables.likely(this.key(name));
  }

  /** As it was written where it was made: one spelling for each table. A temporary one stands before the other of its name. */
  named(name: readonly string[]): readonly string[] {
    const temporary = name.length === 1 ? this.table(['temp', ...name]) : undefined;
    return (temporary ?? this.table(name))?.name ?? name;
  }

  get hasTemporary(): boolean {
    return [...this.tables.values()].some(({ name }) => name.length > 1 && lower(name[0]) === 'temp');
  }

  isFresh(name: readonly string[]): boolean {
    return this.table(name)?.isFresh ?? false;
  }

  isFreshColumn(name: readonly string[], column: string): boolean {
    const table = this.table(name);
    if (table === undefined) return false;
    return table.isFresh || table.added?.has(lower(column)) || table.columns?.get(lower(column))?.isFresh === true;
  }

  /** `to`: undefined where it is gone. */
  moveColumn(name: readonly string[], from: string, to?: string): void {
    const table = this.table(name);
    const key = lower(from);
    const old = table?.columns?.get(key);
    table?.columns?.delete(key);
    if (table && old && to !== undefined) table.columns?.set(lower(to), { ...old, name: to });
    if (!table?.added?.has(key)) return;
    const added = new Set([...table.added].filter((each) => each !== key));
    this.add({ ...table, added: to === undefined ? added : added.add(lower(to)) });
  }

  /** Of a table that is not known, no other column is. */
  addColumn(name: readonly string[], column: Column): void {
    const key = lower(column.name);
    const table = this.table(name) ?? { name, columns: undefined, isFresh: false };
    if (table.columns) table.columns.set(key, column);
    else this.add({ ...table, added: new Set([...(table.added ?? []), key]) });
  }

  follow(name: readonly string[], follows: readonly Follow[]): void {
    if (follows.length === 0) return;
    const table = this.table(name) ?? { name, columns: undefined, isFresh: false };
    this.add({ ...table, follows: [...(table.follows ?? []), ...follows] });
  }

  /** Tables of which rows or values go when that happens to rows of this one. `columns`: those that are written. */
  followers(name: readonly string[], on: Follow['on'], columns?: readonly string[]): Table[] {
    const last = lastOf(this.key(name));
    const isMeant = (each: Follow) =>
      each.on === on && lastOf(each.of) === last && (columns?.some((column) => hits(each, column)) ?? true);
    return this.tables.followers(last).filter((table) => table.follows?.some(isMeant));
  }

  add(table: Table): void {
    this.tables.set(this.key(table.name), table);
  }

  addTrigger(trigger: Trigger): void {
    this.triggers = [...this.triggers, trigger];
  }

  remove(name: readonly string[]): void {
    const key = this.key(name);
    this.tables.delete(key);
    this.triggers = this.triggers.filter(({ table }) => table !== key);
  }

  rename(from: readonly string[], to: readonly string[]): void {
    const [oldKey, newKey] = [this.key(from), this.key(to)];
    const table = this.tables.get(oldKey);
    this.tables.delete(oldKey);
    if (table === undefined) this.tables.delete(newKey);
    else this.tables.set(newKey, { ...table, name: to });
    this.triggers = this.triggers.map((each) => (each.table === oldKey ? { ...each, table: newKey } : each));
    for (const each of this.tables.copies(oldKey)) {
      if (each.copy) this.putCopy(each, { ...each.copy, of: newKey });
    }
    // Whether they follow it depends on the server's settings, so they follow both.
    for (const each of this.tables.followers(lastOf(oldKey))) {
      const own = each.follows?.filter(({ of }) => of === oldKey) ?? [];
      this.follow(
        each.name,
        own.map((follow) => ({ ...follow, of: newKey })),
      );
    }
  }

  /** Rows come, go or change, but for those of a copy. */
  write(name: readonly string[]): void {
    const key = this.key(name);
    const own = this.tables.get(key);
    if (own) own.copy = undefined;
    for (const table of this.tables.copies(key)) table.copy = undefined;
  }

  putCopy(table: Table, copy: Copy): void {
    this.add({ ...table, copy });
  }

  snapshot(): Snapshot {
    const own = (table: Table) => ({ ...table, columns: table.columns && new Map(table.columns) });
    return { tables: new Map([...this.tables].map(([key, table]) => [key, own(table)])), triggers: this.triggers };
  }

  /** After a transaction that was taken back, or part of it: what may be there now is. */
  goBack(before: Snapshot): void {
    for (const [key, table] of before.tables) this.tables.set(key, table);
    this.triggers = [...new Set([...before.triggers, ...this.triggers])];
    this.forget();
  }

  /** What is said of before may be wrong from here on: of a transaction that was rolled back, of another database. */
  forget(): void {
    for (const [key, table] of this.tables) {
      const columns =
        table.columns && new Map([...table.columns].map(([at, each]) => [at, { ...each, isFresh: false }]));
      this.tables.set(key, { ...table, columns, added: new Set(), isFresh: false, copy: undefined });
    }
  }

  /** What the triggers of a table do when that happens to it, and the triggers of the tables that those write to. */
  fires(event: Event, name: readonly string[], seen: ReadonlySet<string> = new Set()): Finding {
    const key = lastOf(this.key(name));
    const mark = `${event} ${key}`;
    if (seen.has(mark)) return harmless;
    const deeper = new Set([...seen, mark]);
    const set = this.triggers.filter(({ table, events }) => lastOf(table) === key && events.includes(event));
    return together(
      ...set.map(({ body }) =>
        together(
          body,
          ...body.effects.map(({ deed, object }) => {
            const next = eventOf[deed];
            return next === undefined ? harmless : this.fires(next, object.name, deeper);
          }),
        ),
      ),
    );
  }
}

const hits = ({ columns }: Follow, column: string) => columns?.includes(lower(column)) ?? true;
