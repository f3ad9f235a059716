/**
 * Where the body of a routine ends: BEGIN, CASE, IF and the loops are closed by END, and only then does a semicolon end the
 * statement. Most of these words may be names too, so they count only where a statement can begin.
 */
import type { Token } from '../token.ts';

const routines = ['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'];
const opening = ['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR'];
const beforeStatement = [';', 'BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT', ':', 'ROW', ')'];
/** After these a word is somebody's name. */
const beforeName = [
  ...routines,
  'EXISTS',
  'ON',
  'FOLLOWS',
  'PRECEDES',
  'BODY',
  '.',
  '@',
  '=',
  ',',
  'RETURNS',
  'AT',
  'EVERY',
  'STARTS',
  'ENDS',
  'RENAME',
  'TO',
];

/** Whether these are the first words of a routine, whose body follows: CREATE … and ALTER EVENT. */
export function isRoutine(tokens: readonly Token[]): boolean {
  const [head] = tokens;
  if (head?.key !== 'CREATE' && head?.key !== 'ALTER') return false;
  let at = 1;
  const take = (...keys: string[]) => {
    const found = keys.every((key, index) => tokens[at + index]?.key === key);
    if (found) at += keys.length;
    return found;
  };
  take('OR', 'REPLACE');
  if (take('DEFINER', '=')) {
    at += 1;
    if (take('@') || take('(')) at += 1;
  }
  take('AGGREGATE');
  return routines.includes(tokens[at]?.key ?? '');
}

export class Blocks {
  private readonly open: string[] = [];
  private hasBody = false;
  private depth = 0;
  /** `ELSE IF (` opens a statement, or calls a function: what follows tells. The depth at which it stands. */
  private perhaps: number | undefined;
  private hasClosed = false;
  /** A block that stands by itself, as MariaDB allows. */
  isAnonymous = false;

  get isOpen(): boolean {
    return this.open.length > 0;
  }

  /** `before`: the tokens of the statement up to this one. */
  step(before: readonly Token[], { key }: Token): void {
    const previous = before.at(-1)?.key ?? '';
    if (before.length === 0 && [...opening, 'CASE', 'DECLARE'].includes(key)) this.isAnonymous = true;
    if (before.length === 1 && previous === 'BEGIN' && key === 'NOT') this.isAnonymous = true;
    if (before.length === 1 && key === ':') this.isAnonymous = true;
    this.depth += key === '(' ? 1 : key === ')' ? -1 : 0;
    if (this.perhaps === this.depth) this.settle(key);
    if (!isWatched(key) || !isRoutine(before)) return;
    if (key === 'REPEAT' && previous === 'END' && !this.hasClosed && this.open.at(-1) === 'REPEAT') this.open.pop();
    if (key === 'BEGIN') this.begin(previous, before);
    else if (key === 'CASE') {
      if (previous !== 'END') this.open.push(key);
    } else if (key === 'END') this.end(previous);
    else if (
      previous !== 'END' &&
      this.depth === 0 &&
      (this.isOpen || previous !== ')') &&
      beforeStatement.includes(previous)
    ) {
      this.hasBody = true;
      this.open.push(key);
      if (key === 'IF' && ['THEN', 'ELSE'].includes(previous)) this.perhaps = this.depth;
    }
  }

  /** `IF (…) THEN` is a statement; a function where anything ends the expression before. */
  private settle(key: string): void {
    if (!['THEN', 'WHEN', 'ELSE', 'END', ';', ','].includes(key)) return;
    if (key !== 'THEN' && this.open.at(-1) === 'IF') this.open.pop();
    this.perhaps = undefined;
  }

  private begin(previous: string, before: readonly Token[]): void {
    if (this.depth > 0) return;
    const canBegin = beforeStatement.includes(previous) || isHandler(before);
    if (this.hasBody ? !canBegin : beforeName.includes(previous) || isInStatement(before)) return;
    this.hasBody = true;
    this.open.push('BEGIN');
  }

  private end(previous: string): void {
    this.hasClosed = this.open.at(-1) === 'CASE' || [';', 'BEGIN'].includes(previous);
    if (this.hasClosed) this.open.pop();
  }
}

const statements = 'SELECT INSERT UPDATE DELETE REPLACE SET RETURN CALL TRUNCATE WITH VALUES DROP ALTER'.split(' ');

/** Whether the body has begun already, with a statement that is all of it. */
function isInStatement(before: readonly Token[]): boolean {
  const row = before.findIndex(({ key }, at) => key === 'ROW' && before[at - 1]?.key === 'EACH');
  const start = row < 0 ? before.findIndex(({ key }) => key === ')' || key === 'DO') : row;
  return before
    .slice(start + 1)
    .some(({ key }, at, rest) => statements.includes(key) && rest[at - 1]?.key !== 'RETURNS');
}

/** `DECLARE EXIT HANDLER FOR …`: its statement follows. */
function isHandler(before: readonly Token[]): boolean {
  const start = before.findLastIndex(({ key }) => key === ';' || key === 'DECLARE');
  return before[start]?.key === 'DECLARE' && before.slice(start).some(({ key }) => key === 'HANDLER');
}

const isWatched = (key: string) => key === 'BEGIN' || key === 'END' || key === 'CASE' || opening.includes(key);
