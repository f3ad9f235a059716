/**
 * Every way in which prisma-interlock stops by itself. A code is permanent: it is never renamed,
 * reused or given another exit code. Exit codes are those of sysexits.h where it has one.
 */
export const errors = {
  'usage': { exit: 64, what: 'This command line is not understood.', next: [] },
  'tool-missing': { exit: 69, what: 'A program that is needed for the backup is not installed.', next: [] },
  'internal': {
    exit: 70,
    what: 'prisma-interlock itself failed, so nothing was run.',
    next: ['Please report this with the command line and the version of prisma-interlock.'],
  },
  'backup-failed': { exit: 73, what: 'The backup could not be made, so nothing was run.', next: [] },
  'audit-unwritable': { exit: 73, what: 'The audit log cannot be written, so nothing was run.', next: [] },
  'restore-refused': { exit: 73, what: 'The restore was not done.', next: [] },
  'approval-needed': { exit: 75, what: 'This needs the answer of a person.', next: [] },
  'locked': { exit: 75, what: 'Another command holds the lock on this database.', next: ['Wait until it is done, then try again.'] },
  'blocked': { exit: 77, what: 'This command is blocked.', next: [] },
  'policy-invalid': { exit: 78, what: 'The policy is not valid, so nothing was run.', next: [] },
  'cli-unusable': { exit: 126, what: 'The real Prisma CLI was found but cannot be run.', next: [] },
  'cli-missing': { exit: 127, what: 'The real Prisma CLI is not installed here.', next: ['npm install --save-dev prisma'] },
  'declined': { exit: 130, what: 'Not confirmed, so nothing was run.', next: [] },
} as const satisfies Record<string, { exit: number; what: string; next: readonly string[] }>;

export type ErrorCode = keyof typeof errors;
