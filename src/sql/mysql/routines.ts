/** CREATE PROCEDURE, FUNCTION, TRIGGER and EVENT, and what is in their bodies. */
import { changes, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { Cursor, has, type Token } from '../token.ts';
import { calls } from './functions.ts';
import { begin, type Judge, type State } from './state.ts';

const control = new Set(
  'BEGIN IF ELSEIF ELSE CASE WHEN LOOP WHILE REPEAT FOR UNTIL END LEAVE ITERATE OPEN FETCH CLOSE RETURN DECLARE SIGNAL RESIGNAL GET NOT ATOMIC THEN DO'.split(
    ' ',
  ),
);
const starts = new Set([';', 'BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT', ':']);
const dangerous = new Set('DELETE DROP TRUNCATE UPDATE REPLACE ALTER INSERT EXECUTE CALL PREPARE'.split(' '));

export function routine(tokens: readonly Token[], { catalogue, judge }: State): Finding {
  const at = tokens.findIndex(({ key }) => ['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'].includes(key));
  const cursor = new Cursor(tokens, at + 1);
  const kind = tokens[at]?.key;
  const isAlter = tokens[0]?.key === 'ALTER';
  const perhaps = cursor.take('IF', 'NOT', 'EXISTS');
  const path = cursor.path();
  if (path.length === 0 || kind === 'PACKAGE' || has(tokens, 'SONAME'))
    return unknown('CREATE of code that could not be read');
  const target = object(kind === 'TRIGGER' ? 'trigger' : kind === 'EVENT' ? 'other' : 'function', path);
  const made = changes(isAlter ? 'alters' : 'adds', target);
  if (kind === 'TRIGGER') {
    const events = (['INSERT', 'UPDATE', 'DELETE'] as const).filter((event) =>
      has(tokens.slice(cursor.at, cursor.at + 8), event),
    );
    const on = tokens.findIndex(({ key }, index) => index >= cursor.at && key === 'ON');
    const row = tokens.findIndex(({ key }, index) => index > on && key === 'ROW');
    if (on < 0 || row < 0) return unknown('a trigger that could not be read');
    const start = ['FOLLOWS', 'PRECEDES'].includes(tokens[row + 1]?.key ?? '') ? row + 3 : row + 1;
    const table = new Cursor(tokens, on + 1).path();
    catalogue.addTrigger({
      name: catalogue.key(path),
      table: catalogue.key(table),
      events,
      body: bodyOf(tokens.slice(start), judge),
    });
    return made;
  }
  if (kind === 'EVENT') {
    const start = tokens.findIndex(({ key }, index) => index >= cursor.at && key === 'DO');
    // It runs by itself, when nobody looks.
    if (start >= 0) return together(made, bodyOf(tokens.slice(start + 1), judge));
    return isAlter && has(tokens, 'ENABLE') ? unknown('an event that runs by itself') : made;
  }
  if (isAlter) return made;
  const parameters = cursor.group();
  // Where it was there already, it is the other one that is called.
  if (kind === 'PROCEDURE' && parameters && !perhaps)
    catalogue.routines.set(catalogue.key(path).toLowerCase(), procedureBody(cursor.rest, judge));
  return made;
}

/** After what a procedure says of itself. */
function procedureBody(tokens: readonly Token[], judge: Judge): Finding {
  const cursor = new Cursor(tokens);
  const said = [
    'DETERMINISTIC',
    'NOT',
    'NO',
    'CONTAINS',
    'READS',
    'MODIFIES',
    'SQL',
    'DATA',
    'SECURITY',
    'DEFINER',
    'INVOKER',
    'LANGUAGE',
    'COMMENT',
  ];
  while (cursor.takeOneOf(...said) !== undefined || cursor.next?.kind === 'string')
    if (cursor.next?.kind === 'string') cursor.at += 1;
  return bodyOf(cursor.rest, judge);
}

/** Every statement in it, whether it comes to it or not. In a catalogue of its own: nothing is new to it. */
function bodyOf(tokens: readonly Token[], judge: Judge): Finding {
  const findings: Finding[] = [];
  let at = 0;
  while (at < tokens.length) {
    const key = tokens[at]?.key ?? '';
    const isStart = at === 0 || starts.has(tokens[at - 1]?.key ?? '');
    if (isStart && key === 'DECLARE') at = declared(at);
    else if (isStart && key !== ';' && !control.has(key) && tokens[at + 1]?.key !== ':') at = simple(at);
    else at += 1;
  }
  return together(calls(tokens), ...findings);

  function simple(from: number): number {
    const end = endOf(from);
    findings.push(judge(tokens.slice(from, end), begin({}, judge)));
    return end;
  }

  /** A handler's statement may follow. */
  function declared(from: number): number {
    const end = endOf(from);
    if (has(tokens.slice(from, end), 'HANDLER') && tokens.slice(from, end).some(({ key }) => dangerous.has(key))) {
      findings.push(unknown('a handler that writes'));
    }
    return has(tokens.slice(from, end), 'BEGIN') ? from + 1 : end;
  }

  function endOf(from: number): number {
    let end = from;
    while (end < tokens.length && tokens[end]?.key !== ';') end += 1;
    return end;
  }
}

/** CALL of what this script has made. */
export function call(tokens: readonly Token[], { catalogue }: State): Finding {
  const path = new Cursor(tokens, 1).path();
  const known = catalogue.routines.get(catalogue.key(path).toLowerCase());
  const target = object('function', path);
  if (known !== undefined) return together(harmless, calls(tokens.slice(1 + path.length * 2)), known);
  return {
    ...unknown(`it calls ${path.join('.')}`, [{ deed: 'runs', object: target }]),
    hazards: [{ id: 'RUNS_UNSEEN_CODE', object: target }],
  };
}
