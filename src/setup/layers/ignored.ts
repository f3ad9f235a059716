import { appendLines, removeLines } from '../lines.ts';
import { edit, type SetupLayer } from './layer.ts';

const block = ['# prisma-interlock', 'backups/', '.prisma-interlock/'];

/** Backups hold data, and the log is this machine's: neither belongs into git. */
export const ignored: SetupLayer = {
  apply(_project, draft) {
    const text = draft.read('.gitignore');
    if (!text?.split(/\r?\n/).includes(block[0] ?? '')) draft.write('.gitignore', appendLines(text, block));
  },
  revert(_project, draft) {
    edit(draft, '.gitignore', (text) => removeLines(text, block));
  },
};
