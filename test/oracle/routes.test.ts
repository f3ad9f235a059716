import fc from 'fast-check';
import { expect, it } from 'vitest';
import { riskOf } from './compare.ts';

const words = [
  'db',
  'update',
  'migrate',
  'init',
  'sign',
  'verify',
  'project',
  'delete',
  '--',
  '--help',
  '-h',
  '--help-all',
  '--version',
  '--dry-run',
  '--dryRun',
  '--no-dry-run',
  '--noDryRun',
  '--dry-run=false',
  '--dry-run=0',
  '--dry-run=FALSE',
  '--dryRun=off',
  '--dry-run=yes',
  '--show',
  '--show=false',
  '--no-show',
  '--show=f',
  '--confirm',
  'app',
  '--confirm=app',
  '--yes',
  '-y',
  '-qy',
  '--interactive',
  '--no-interactive',
  '--interactive=no',
  '--db',
  'postgresql://127.0.0.1:1/app',
  '--db=x',
  '--json',
  '--bogus',
  '',
  'false',
];
const line = fc
  .tuple(
    fc.constantFrom(['db', 'update'], ['db', 'migrate'], ['db', 'init'], ['project', 'delete']),
    fc.array(fc.constantFrom(...words), { maxLength: 5 }),
  )
  .map(([command, rest]) => [...command, ...rest]);

/** `--dry-run` or `--show`, in any spelling that means yes. */
const previews = /^--(dry-?run|show)(=(true|t|yes|y|on|1))?$/i;

it('a writing command of Prisma 8 passes as harmless only where it prints, or where it says in so many words that it previews', () => {
  fc.assert(
    fc.property(line, (argv) => {
      const end = argv.indexOf('--');
      const open = end < 0 ? argv : argv.slice(0, end);
      const prints = open.some((word) => ['--help', '-h', '--help-all', '--version'].includes(word));
      const isPreview = argv[0] === 'db' && open.some((word) => previews.test(word));
      if (!prints && !isPreview) expect(riskOf('prisma', 8, argv)).not.toBe('none');
      if (prints) expect(riskOf('prisma', 8, argv)).toBe('none');
    }),
    { numRuns: 20_000 },
  );
});

// An empty consent names no database.
it('a consent on the line of Prisma 8 makes an update destructive unless it previews', () => {
  fc.assert(
    fc.property(line, (argv) => {
      fc.pre(argv[1] === 'update' && !argv.includes('') && argv.some((word) => word.startsWith('--confirm')));
      expect(riskOf('prisma', 8, argv)).not.toBe('change');
    }),
    { numRuns: 5_000 },
  );
});
