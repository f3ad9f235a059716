import * as v from 'valibot';
import type { Host } from '../../../host.ts';
import type { PgBackRestChoice } from '../../../policy/policy.ts';
import { runPgBackRest } from './program.ts';

export const payload = 'pgbackrest.json';

const schema = v.strictObject({
  database: v.pipe(v.string(), v.nonEmpty()),
  stanza: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  /** As pgBackRest names its backups: `20261124-160000F_20261124-170000I`. */
  label: v.pipe(v.string(), v.regex(/^\d{8}-\d{6}F(_\d{8}-\d{6}[DI])?$/)),
  restorePoint: v.pipe(v.string(), v.regex(/^interlock_[0-9a-f]{16}$/)),
  /** The last segment of the log that a restore up to there reads. */
  segment: v.pipe(v.string(), v.regex(/^[0-9A-F]{24}$/)),
});

/** What our own repository keeps of such a backup: where it is in pgBackRest's. */
export type Pointer = v.InferOutput<typeof schema>;

export async function writePointer(host: Host, folder: string, pointer: Pointer): Promise<void> {
  const text = `${JSON.stringify(pointer, undefined, 2)}\n`;
  await host.fs.promises.writeFile(`${folder}/${payload}`, text, { flag: 'wx', mode: 0o600 });
}

/** Throws a plain error where it is not whole, or of another stanza than the policy's. */
export async function readPointer(host: Host, folder: string, { stanza }: PgBackRestChoice): Promise<Pointer> {
  const text = await host.fs.promises.readFile(`${folder}/${payload}`, 'utf8');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!parsed.success) throw new Error(`${payload} is not whole`);
  if (parsed.output.stanza !== stanza) throw new Error(`it is of the stanza ${parsed.output.stanza}, not of ${stanza}`);
  return parsed.output;
}

const info = v.array(
  v.object({
    archive: v.array(v.object({ max: v.nullish(v.string()) })),
    backup: v.array(v.object({ label: v.string(), error: v.nullish(v.boolean()) })),
  }),
);

/** Asks pgBackRest. Throws where it has no such backup, says that pages in it are damaged, or lacks the log up to the point. */
export async function needInRepository(host: Host, choice: PgBackRestChoice, pointer: Pointer): Promise<void> {
  const printed = await runPgBackRest(host, choice, 'info', ['--output=json', `--set=${pointer.label}`]);
  const [stanza] = v.parse(v.pipe(v.string(), v.parseJson(), info), printed);
  const backup = stanza?.backup.find(({ label }) => label === pointer.label);
  if (!backup) throw new Error(`pgBackRest has no backup ${pointer.label} of ${pointer.stanza} any more`);
  if (backup.error) throw new Error(`pgBackRest found damaged pages in its backup ${pointer.label}`);
  const last =
    stanza?.archive
      .map(({ max }) => max ?? '')
      .sort()
      .at(-1) ?? '';
  if (last < pointer.segment)
    throw new Error(`pgBackRest has the log up to ${last || 'nothing'}, not to ${pointer.segment}`);
}
