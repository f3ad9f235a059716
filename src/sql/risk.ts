import type { Risk } from '../types.ts';
import type { ObjectType, SqlEffect } from './script.ts';

/** Their removal takes rows with it. */
const holdsRows: readonly ObjectType[] = ['database', 'table'];

/** Columns, or tables, may hang on them. */
const carriesColumns: readonly ObjectType[] = ['schema', 'type', 'function', 'extension', 'role', 'other'];

export function riskOfEffect({ deed, object, cascades }: SqlEffect): Risk {
  switch (deed) {
    case 'removes rows':
    case 'narrows':
      return 'destroy';
    case 'removes':
      return holdsRows.includes(object.type) || (cascades && carriesColumns.includes(object.type))
        ? 'destroy'
        : 'change';
    case 'overwrites':
      return object.type === 'sequence' ? 'change' : 'destroy';
    case 'renames':
    case 'alters':
    case 'adds rows':
      return 'change';
    case 'runs':
      return 'unknown';
    case 'adds':
    case 'reads':
      return 'none';
  }
}
