import { patchForAll } from '../patch-text.ts';
import { addUnder, removeUnder } from '../yaml-text.ts';
import { edit, type SetupLayer } from './layer.ts';

const file = '.yarn/plugins/plugin-prisma-interlock.cjs';
const settings = '.yarnrc.yml';

/** As Yarn's own plugin-compat patches TypeScript: whatever range of prisma is asked for, its patched form is what comes. */
const plugin = `// Written by \`prisma-interlock init\`: every prisma of this project gets the line that guards it, at every install.
const patch = ${JSON.stringify(patchForAll())};

module.exports = {
  name: 'plugin-prisma-interlock',
  factory: (require) => {
    const { structUtils } = require('@yarnpkg/core');
    return {
      hooks: {
        getBuiltinPatch: async (project, name) => (name === 'prisma-interlock' ? patch : undefined),
        reduceDependency: async (dependency) => {
          const isPrisma = dependency.scope === null && dependency.name === 'prisma';
          if (!isPrisma || !dependency.range.startsWith('npm:')) return dependency;
          const source = structUtils.stringifyDescriptor(dependency);
          const range = { protocol: 'patch:', source, selector: 'builtin<prisma-interlock>', params: null };
          return structUtils.makeDescriptor(dependency, structUtils.makeRange(range));
        },
      },
    };
  },
};
`;

export const yarnPlugin: SetupLayer = {
  apply({ runner }, draft) {
    if (runner.name !== 'yarn' || (runner.major ?? 1) < 2) return;
    const text = draft.read(settings);
    if (!text?.includes(file)) {
      const added = addUnder(text, 'plugins', `- ${file}`);
      if (added === undefined) {
        draft.note(`${settings} lists its plugins on one line: add ${file} there.`);
        return;
      }
      draft.write(settings, added);
    }
    draft.write(file, plugin);
  },
  revert(_project, draft) {
    edit(draft, settings, (text) => removeUnder(text, 'plugins', `- ${file}`));
    edit(draft, file, () => undefined);
  },
};
