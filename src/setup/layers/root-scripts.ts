import { addMember, appendToValue, cutFromValue, readAt, removeMember } from '../json-text.ts';
import { edit, type SetupLayer } from './layer.ts';

/** A package script that fails would fail the whole install, also one without development packages, where we are not. */
const words = 'prisma-interlock link || exit 0';
const behind = ` && (${words})`;

/** npm runs `dependencies` where it changed something, also at `npm install <package>`, which runs no `postinstall`. */
const hooks = ['postinstall', 'dependencies'] as const;

export const rootScripts: SetupLayer = {
  apply({ runner }, draft) {
    for (const hook of runner.name === 'npm' ? hooks : hooks.slice(0, 1)) {
      edit(draft, 'package.json', (text) => {
        const script = readAt(text, ['scripts', hook]);
        if (script === undefined || script === '') return addMember(text, ['scripts'], hook, words);
        return String(script).includes('prisma-interlock link') ? text : appendToValue(text, ['scripts', hook], behind);
      });
    }
  },
  revert(_project, draft) {
    for (const hook of hooks) {
      edit(draft, 'package.json', (text) =>
        readAt(text, ['scripts', hook]) === words
          ? removeMember(text, ['scripts'], hook)
          : cutFromValue(text, ['scripts', hook], behind),
      );
    }
  },
};
