/**
 * Every code by which prisma-interlock says something; no message has another. A code is permanent: it is never renamed,
 * reused or given another exit code, for scripts match on it. `docs/messages.md` is made from this.
 */
const untouched = 'Prisma was not started, the database was not touched.';

/** For a line that was refused when Prisma told which database it would use. */
export const stoppedBefore = 'Prisma was stopped before it reached the database.';

/** For a line that was refused when what it would run had been read. */
export const stoppedUnchanged = 'Prisma was stopped before it changed anything.';

/**
 * The ways in which we stop by ourselves, and one in which a command has ended that we were to look after. Exit codes are those of sysexits.h where it has one. `state` tells how things were
 * left; a stop that is thrown elsewhere than before Prisma says its own.
 */
export const errors = {
  usage: { exit: 64, what: 'This command line is not understood.', next: [], state: 'Nothing was done.' },
  'check-failed': {
    exit: 65,
    what: 'The command has ended, and not everything in the database is well.',
    next: [],
    state: 'What the command did is done.',
  },
  'tool-missing': {
    exit: 69,
    what: 'A program that is needed for the backup is not installed.',
    next: [],
    state: untouched,
  },
  internal: {
    exit: 70,
    what: 'prisma-interlock itself failed, so nothing was run.',
    next: ['Please report this with the command line and the version of prisma-interlock.'],
    state: untouched,
  },
  'backup-failed': {
    exit: 73,
    what: 'The backup could not be made, so nothing was run.',
    next: [],
    state: untouched,
  },
  'no-way-back': {
    exit: 73,
    what: 'What this would destroy could not be brought back, so nothing was run.',
    next: [],
    state: untouched,
  },
  'backup-partial': {
    exit: 73,
    what: 'Not everything in the database could be read: what could is kept as a partial backup.',
    next: [],
    state: 'The database was only read.',
  },
  'audit-unwritable': {
    exit: 73,
    what: 'The audit log cannot be written, so nothing was run.',
    next: [],
    state: untouched,
  },
  'restore-refused': {
    exit: 73,
    what: 'The restore was not done.',
    next: [],
    state: 'The database was left as it was.',
  },
  'keep-refused': {
    exit: 73,
    what: 'The backups were left as they are.',
    next: [],
    state: 'No backup was changed or removed.',
  },
  'verify-failed': {
    exit: 73,
    what: 'The backup does not hold what it recorded.',
    next: [],
    state: 'The database was only read, and the copy beside it was dropped.',
  },
  'setup-failed': {
    exit: 73,
    what: 'The project was not changed.',
    next: [],
    state: 'The files of the project are as they were.',
  },
  'stamp-failed': {
    exit: 73,
    what: 'The stamp was not written.',
    next: [],
    state: 'The database is stamped, or not, as it was before.',
  },
  'output-unwritable': {
    exit: 74,
    what: 'The result could not be written to stdout.',
    next: [],
    state: 'The command itself has ended: what it did is done.',
  },
  'approval-needed': { exit: 75, what: 'This needs the answer of a person.', next: [], state: untouched },
  locked: {
    exit: 75,
    what: 'Another command holds the lock on this database.',
    next: ['Wait until it is done, then try again.'],
    state: untouched,
  },
  blocked: { exit: 77, what: 'This command is blocked.', next: [], state: untouched },
  'target-mismatch': {
    exit: 77,
    what: 'Prisma is about to change another database than the one that was judged.',
    next: [],
    state: untouched,
  },
  'sql-changed': {
    exit: 75,
    what: 'A migration was changed after it had been read, so it was not run.',
    next: [],
    state: untouched,
  },
  'policy-invalid': {
    exit: 78,
    what: 'The policy is not valid, so nothing was run.',
    next: [],
    state: untouched,
  },
  'memory-unreadable': {
    exit: 78,
    what: 'What this machine remembers of databases cannot be read.',
    next: [],
    state: 'Nothing was changed.',
  },
  'cli-unusable': {
    exit: 126,
    what: 'The real Prisma CLI was found but cannot be run.',
    next: ['Install it anew: npm install --save-dev prisma'],
    state: untouched,
  },
  'cli-missing': {
    exit: 127,
    what: 'The real Prisma CLI is not installed here.',
    next: ['npm install --save-dev prisma'],
    state: untouched,
  },
  corrected: {
    exit: 130,
    what: 'The migration was changed as you said, and nothing was run.',
    next: [],
    state: untouched,
  },
  declined: { exit: 130, what: 'Not confirmed, so nothing was run.', next: [], state: untouched },
} as const satisfies Record<string, { exit: number; what: string; next: readonly string[]; state: string }>;

/** What is said before a person is asked, or when one asked us. */
export const asks = {
  plan: 'What a command would do, where and why, before somebody is asked whether it should.',
  partial: 'What a partial backup lacks, before somebody is asked whether it shall be restored all the same.',
  omissions:
    'What a restored copy lacks of what its backup recorded, and why, before somebody is asked to accept that.',
  unsaved: 'What could not be saved of a damaged database, before somebody is asked whether it shall be replaced.',
  correction:
    'How a migration would be that renames what it takes away, before somebody is asked whether that shall be written into it.',
  'out-of-step':
    'What a database and the folder of migrations do not agree on, where Prisma would reset it or stops, and what puts that right.',
  explanation: 'How a command would be judged: the answer of `prisma-interlock explain`.',
} as const satisfies Record<string, string>;

/** What is said by the way, in one line. */
export const notes = {
  progress: 'Something takes its time: how far it is.',
  'backup-made': 'A backup was made; the line that goes back to it.',
  'backup-reused':
    'No backup was made, because the policy takes a fresh one in its place; the line that goes back to it.',
  'backup-unchanged': 'No backup was made, because nothing has changed since the last one, which stands in its place.',
  'lock-waiting':
    'Another command works on this database and comes on, so its end is waited for: which one, and since when.',
  'backup-skipped': 'No backup was made, and why none is needed.',
  'backup-unverified':
    'A backup was made and read through, and was not restored beside the database to prove it: why not.',
  'snapshot-skipped': 'A backup was made, and no snapshot beside it that an undo could take.',
  'database-kept': 'Under which name the database lies that a restore replaced.',
  swap: 'What a restore met in the database: who was waited for, who was ended, what did not come along.',
  'files-left': 'The database was put back, and files of the project could not be.',
  'audit-incomplete': 'A command ended, and its end could not be written into the audit log.',
  'run-ended': 'A guarded command that took a while has ended: how long, and what was looked at after it.',
  'not-checked': 'A guarded command has ended, and what came of it was not looked at: why not.',
  'no-backups': 'The repository is empty.',
  prune: 'What retention removed, or would remove.',
  schedule: 'Where a schedule was written, and the steps that switch it on.',
  setup: 'Something that the setup of a project leaves to its owner.',
  'no-memory':
    'What was said of databases cannot be remembered on this machine, or what was remembered cannot be read, and why.',
  'no-answer': 'A database was asked which one it is and did not say, so that it is judged by its address: why not.',
  waiting: 'What is waited for, where that takes a while.',
  'not-corrected': 'A migration was to be changed as a person has said, and could not be: why not.',
  'corrected-file': 'A migration was changed as a person has said: which one.',
  'not-linked': 'An installed Prisma was left as it was, and why.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errors;
export type AskCode = keyof typeof asks;
export type NoteCode = keyof typeof notes;
