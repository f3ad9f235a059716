import { findFolders } from '../project/folders.ts';
import { findInstalled } from '../project/installed.ts';
import { link } from '../setup/link.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { type Command, jsonOption } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { refuseAgents } from './uninstall.ts';

export const command: Command = {
  name: 'link',
  summary: 'Put the guard into every installed Prisma of this project; package scripts run it after an install',
  usage: 'link [--undo] [options]',
  notes: ['Says nothing where nothing was to be done. A Prisma outside of the project is left alone.'],
  options: {
    undo: { help: 'Take it out again, and leave the files as they were' },
    ...jsonOption,
  },
  operands: 0,
  async run({ host, options }) {
    if (options.undo) refuseAgents(host);
    const { root, folders } = findFolders(host);
    const direction = options.undo ? 'out' : 'in';
    const results = findInstalled(host, folders).map((cli) => link(host, root, cli, direction));
    for (const { result, file, version, why } of results) {
      if (options.json) writeJson(host, { result, file, version, why });
      else if (result === 'changed') {
        const what = direction === 'in' ? 'is guarded now' : 'is as it was';
        writeResult(host, `Prisma ${version} ${what}: ${file}\n`);
      }
      if (result === 'refused')
        print(host, note('not-linked', `Prisma ${version} was left as it is: ${file}: ${why}.`));
    }
    return results.some(({ result }) => result === 'refused') ? 1 : 0;
  },
};
