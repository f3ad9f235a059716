/** What a set of scripts has made so far, so that nobody's data is in it; and under which names things were found. */
import type { ObjectType, SqlEffect, SqlObject, SqlStatement } from './script.ts';

interface Copy {
  readonly into: string;
  /** Undefined: not known. */
  readonly leaves: readonly string[] | undefined;
}

/** Names are compared as they were written: a name without its schema may mean another table than one with it. */
const keyOf = (type: ObjectType, name: readonly string[]) => [type, ...name].join('\0');

/** Whether names mean other things after it. */
export function movesNames({ text }: SqlStatement): boolean {
  return /^(?:rollback|abort|use)\b|^(?:set|reset|discard)\b[^;]*(?:search_path|schema|all)|set_config/i.test(text);
}

export class Made {
  readonly #whole = new Set<string>();
  readonly #columns = new Map<string, Set<string>>();
  /** Removed or renamed away: what is added under that name afterwards was not there, whatever IF NOT EXISTS says. */
  readonly #gone = new Set<string>();
  readonly #originals = new Map<string, readonly string[]>();
  readonly #columnOriginals = new Map<string, Map<string, string>>();
  readonly #copies = new Map<string, Copy>();

  /** Whether all that is meant was made in this set. */
  has({ type, name, columns }: SqlObject): boolean {
    const key = keyOf(type, name);
    if (this.#whole.has(key)) return true;
    if (columns && columns.length > 0 && columns.every((column) => this.#columns.get(key)?.has(column))) return true;
    // A constraint, a trigger: of a table that was made.
    if (type === 'constraint' || type === 'trigger') return this.#whole.has(keyOf('table', name.slice(0, -1)));
    return name.length > 1 && type !== 'schema' && this.#whole.has(keyOf('schema', name.slice(0, -1)));
  }

  /** What it was called, and its columns, before this set. */
  original({ type, name, columns }: SqlObject): SqlObject {
    const key = keyOf(type, name);
    const before = this.#columnOriginals.get(key);
    return {
      type,
      name: this.#originals.get(key) ?? name,
      ...(columns && { columns: columns.map((column) => before?.get(column) ?? column) }),
    };
  }

  /** Of a table that goes: the columns that no copy has. Undefined: there is no copy, or nobody knows what is not in it. */
  leftBehind({ type, name, columns }: SqlObject): readonly string[] | undefined {
    const copy = columns ? undefined : this.#copies.get(keyOf(type, name));
    return copy && this.#whole.has(copy.into) ? copy.leaves : undefined;
  }

  /** For what comes after it. */
  note({ deed, object, to, perhaps, from }: SqlEffect): void {
    const { type, name, columns } = object;
    const key = keyOf(type, name);
    if (deed === 'adds') this.#add(key, columns, perhaps === true && !this.#gone.has(key));
    else if (deed === 'removes') this.#remove(object, perhaps === true);
    else if (deed === 'renames' && to !== undefined) this.#rename(object, to);
    else if (deed === 'adds rows' && from && !perhaps && this.#whole.has(key))
      this.#copies.set(keyOf(from.table.type, from.table.name), { into: key, leaves: from.leaves });
    else if (['removes rows', 'overwrites', 'narrows'].includes(deed)) this.#spoil(key);
  }

  /** A transaction is taken back, another schema is meant by plain names: nothing is sure any more. */
  forgetAt(statement: SqlStatement): void {
    if (!movesNames(statement)) return;
    this.#whole.clear();
    this.#columns.clear();
    this.#copies.clear();
    this.#gone.clear();
  }

  #add(key: string, columns: readonly string[] | undefined, isUnsure: boolean): void {
    if (isUnsure) return;
    if (columns === undefined) {
      this.#whole.add(key);
      return;
    }
    const known = this.#columns.get(key) ?? new Set();
    for (const column of columns) known.add(column);
    this.#columns.set(key, known);
  }

  #remove({ type, name, columns }: SqlObject, perhaps: boolean): void {
    const key = keyOf(type, name);
    if (columns) {
      for (const column of columns) this.#columns.get(key)?.delete(column);
      return;
    }
    const copy = this.#copies.get(key);
    if (copy && this.#whole.delete(copy.into)) this.#originals.set(copy.into, this.#originals.get(key) ?? name);
    this.#forget(key);
    if (!perhaps) this.#gone.add(key);
  }

  #rename({ type, name, columns }: SqlObject, to: readonly string[]): void {
    const key = keyOf(type, name);
    if (columns) {
      this.#renameColumn(key, columns[0] ?? '', to[0] ?? '');
      return;
    }
    const next = keyOf(type, to.length > 1 ? to : [...name.slice(0, -1), ...to]);
    const [isMade, own, original] = [this.#whole.has(key), this.#columns.get(key), this.#originals.get(key) ?? name];
    const before = this.#columnOriginals.get(key);
    this.#forget(key);
    this.#gone.add(key);
    this.#forget(next);
    this.#gone.delete(next);
    if (isMade) this.#whole.add(next);
    else this.#originals.set(next, original);
    if (own) this.#columns.set(next, own);
    if (before) this.#columnOriginals.set(next, before);
    // Its tables are called otherwise now, and so is what was moved into one that was made.
    if (type === 'schema') this.#whole.clear();
    if (to.length > 1) this.#whole.delete(keyOf('schema', to.slice(0, -1)));
  }

  #renameColumn(key: string, column: string, to: string): void {
    const own = this.#columns.get(key);
    if (own?.delete(column)) {
      own.add(to);
      return;
    }
    const before = this.#columnOriginals.get(key) ?? new Map<string, string>();
    before.set(to, before.get(column) ?? column);
    before.delete(column);
    this.#columnOriginals.set(key, before);
  }

  #forget(key: string): void {
    this.#whole.delete(key);
    this.#columns.delete(key);
    this.#originals.delete(key);
    this.#columnOriginals.delete(key);
    this.#copies.delete(key);
  }

  /** What was copied into it is not whole any more. */
  #spoil(key: string): void {
    for (const [source, { into }] of this.#copies) if (into === key) this.#copies.delete(source);
  }
}
