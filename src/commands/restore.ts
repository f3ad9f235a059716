import { findLoss, findTable, type GoodEntry, needIntact, refuseOther, shortId } from '../backup/index.ts';
import { canAsk } from '../confirm/terminal.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { sameAddress, surelySame } from '../target/identity.ts';
import type { Target } from '../types.ts';
import { startProgress } from '../ui/progress.ts';
import { chooseBackup } from './choose-backup.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { confirmRestore, refuseRestore } from './confirm-restore.ts';
import { otherPlace, type RestorePlace } from './other-target.ts';
import { usage } from './parse-call.ts';
import { findPlace, needTarget } from './place.ts';
import { runRecorded } from './recorded.ts';
import { factsOfTable, restoreOne } from './restore-one.ts';
import { restoreWhole } from './restore-whole.ts';
import { few } from './undo-words.ts';

export const command: Command = {
  name: 'restore',
  summary: 'Put a backup in the place of the database, after a backup of its present state',
  usage: 'restore [<id>|latest] [--table <name> [--in-place]] [--to <database>] [options]',
  notes: [
    'Without an id, one is chosen at the terminal. The short id, its last characters, is enough.',
    'The backup is restored beside the database, compared with what it recorded, and then put in its place.',
    'A backup of another database, or of the same one at another address, goes here after a question of its own. In',
    'production it only goes where no rows are.',
    'One table goes beside the present one, as <name>_restored_<time>, and with --in-place its rows take the place of those',
    'that are there; where its columns are others by now, or a foreign key would be broken, that is refused.',
  ],
  options: {
    table: { takes: '<name>', help: 'This table alone, beside the present one' },
    'in-place': { help: 'With --table: its rows replace those of the present table' },
    to: { takes: '<database>', help: 'Into another database: its name on the same server, a file, or a whole URL' },
    'onto-other-database': { help: 'Let a backup of another database replace this one, without that question' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 1,
  async run({ host, options, operands }) {
    const place = await findRestorePlace(host, options);
    const { target, policy } = place;
    const isMeant = options['onto-other-database'] === true || options.to !== undefined;
    const table = typeof options.table === 'string' ? options.table : undefined;
    if (options['in-place'] && table === undefined) throw usage(command, '--in-place goes with --table <name>.');
    const entry = await chooseBackup(host, place, target, operands[0], isMeant);
    const isAskable = canAsk(host) && place.actor.kind === 'person';
    refuseOther(entry, target, isMeant || isAskable);
    const line = await ownCommand(host, `restore ${shortId(entry.id)}${givenWords(options)}`);
    await runRecorded(host, { ...place, restores: entry.id }, async (begin) => {
      await refuseRestore(host, place, entry);
      await needIntact(host, entry);
      const whole = async () => (isAskable ? lossOf(host, place, entry, options) : []);
      const facts = table ? factsOfTable(entry, findTable(entry, table), options['in-place'] === true) : await whole();
      const asks = !isMeant && !isFromHere(entry, target);
      const json = options.json === true;
      const undertaking = { name: 'A restore', line, facts, json, asksForOther: asks, ofTable: table };
      await confirmRestore(host, place, target, entry, undertaking);
      if (table) await restoreOne({ host, options }, { ...place, policy }, entry, table, begin);
      else await restoreWhole({ host, options }, { ...place, policy }, entry, line, begin);
    });
    return 0;
  },
};

/** A copy of a server's files says of itself what the original says, so the same database at another place is asked about. */
function isFromHere({ manifest: { target } }: GoodEntry, { identity }: Target): boolean {
  return surelySame(target.identity, identity) || sameAddress(target.identity, identity);
}

/** Of a URL nothing is repeated: it may hold a password. */
function givenWords({ to, table, 'in-place': inPlace }: Call['options']): string {
  const where = typeof to === 'string' ? ` --to ${/^[\w./-]+$/.test(to) ? to : '…'}` : '';
  const what = typeof table === 'string' ? ` --table ${quoteArgv([table])}${inPlace ? ' --in-place' : ''}` : '';
  return `${what}${where}`;
}

async function findRestorePlace(host: Host, options: Call['options']): Promise<RestorePlace> {
  if (typeof options.to === 'string') return otherPlace(host, options, options.to);
  const place = await findPlace(host, options);
  return { ...place, target: needTarget(place, 'restore-refused') };
}

/** What would be lost; that it cannot be told is no reason not to restore, which may be what mends that. */
async function lossOf(
  host: Host,
  { policy, target }: RestorePlace,
  entry: GoodEntry,
  options: Call['options'],
): Promise<[string, string][]> {
  const progress = startProgress(host, `Comparing ${target.label} with ${entry.id}`, options.json ? 'json' : undefined);
  try {
    const loss = await findLoss(host, policy, target, entry, progress.tell);
    return few('changes', loss.length > 0 ? loss : ['nothing: the database holds this already']);
  } catch (error) {
    const why = error instanceof InterlockError ? error.why : (error as Error).name;
    return [['changes', `what the database holds now cannot be read: ${why}`]];
  } finally {
    progress.stop();
  }
}
