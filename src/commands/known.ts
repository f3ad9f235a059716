import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Known, Remembrance, Seen } from '../known/entry.ts';
import { knownFile, readKnown } from '../known/file.ts';
import { type Command, jsonOption } from './command.ts';
import { show } from './output.ts';

export const command: Command = {
  name: 'known',
  summary: 'List what this machine remembers of databases: the strictest word that was said of each',
  usage: 'known [--json]',
  notes: [
    'A milder word than the remembered one counts once a person has said so at a terminal: `prisma-interlock allow`.',
    'A word that was never meant is corrected by `prisma-interlock forget <database>`.',
  ],
  options: jsonOption,
  operands: 0,
  async run({ host, options }) {
    const { entries, seen } = needKnown(host);
    const all = [...entries, ...seen.map(unsaid)].toSorted((a, b) => (a.label < b.label ? -1 : 1));
    const rows = all.map(({ label, word, at, why }) => [label, word ?? '-', at.slice(0, 10), why]);
    const headings = ['database', 'word', 'since', 'because'];
    const lines = [{ text: 'Nothing is remembered of any database.' }];
    const sections = rows.length > 0 ? [{ headings, rows }] : [{ lines }];
    show(host, { sections, records: all.map(recordOf) }, options.json === true);
    return 0;
  },
};

/** Throws `memory-unreadable`. */
export function needKnown(host: Host): Remembrance {
  const memory = readKnown(host);
  if (memory.state === 'there') return memory;
  throw new InterlockError('memory-unreadable', {
    why: memory.why,
    next: [
      `Look at ${knownFile(host) ?? 'the home folder of this user'}. Until it can be read no word makes a place milder.`,
    ],
  });
}

type Listed = Pick<Known, 'identity' | 'label' | 'why' | 'at'> & Partial<Pick<Known, 'word' | 'strictest' | 'from'>>;

function unsaid(seen: Seen): Listed {
  return { ...seen, why: 'It was seen here, and nobody has said anything of it.' };
}

function recordOf({ identity, label, word, from, why, at, strictest }: Listed): object {
  const { server, ...address } = identity;
  const said = { word: word ?? null, strictest: strictest ?? null, from: from ?? null };
  return { label, ...said, why, at, address, server: server ?? null };
}
