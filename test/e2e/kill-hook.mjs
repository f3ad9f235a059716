/**
 * Loaded into the shim by NODE_OPTIONS: kills it, as `kill -9` does, at the file operation or the start of a program that
 * KILL_AT names. Other processes that inherit the variable are left alone.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import module from 'node:module';

const die = () => {
  process.kill(process.pid, 'SIGKILL');
  // The signal may come a moment later: nothing more is to happen until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const isPartial = (path) => String(path).includes('/.partial-');
const isDump = (file, args) => /(pg_dump|mariadb-dump)$/.test(file) && !args.includes('--version');
const isPrisma = (_file, args) => args?.some((word) => word.endsWith('cli-preload.cjs'));

/** Replaces `owner[name]`; `when` is given its arguments. */
function around(owner, name, when, phase) {
  const real = owner[name];
  owner[name] = function (...args) {
    if (!when(...args)) return real.apply(this, args);
    if (phase === 'before') die();
    const result = real.apply(this, args);
    if (typeof result?.then === 'function') return result.then(die);
    die();
    return result;
  };
}

const points = {
  'before the backup': () => around(fs.promises, 'mkdir', isPartial, 'before'),
  'while the dump runs': () => around(childProcess, 'spawn', isDump, 'after'),
  'before the backup gets its name': () => around(fs.promises, 'rename', isPartial, 'before'),
  'after the backup got its name': () => around(fs.promises, 'rename', isPartial, 'after'),
  'before the begin of the audit log': () =>
    around(fs, 'openSync', (path) => String(path).endsWith('audit.jsonl'), 'before'),
  'after the begin of the audit log': () => around(fs, 'fsyncSync', () => true, 'after'),
  'while Prisma runs': () => around(childProcess, 'spawn', isPrisma, 'after'),
};

if (process.argv[1]?.endsWith('/.bin/prisma')) {
  points[process.env.KILL_AT]();
  module.syncBuiltinESMExports();
}
