import { addMember, readAt, removeMember } from '../json-text.ts';
import type { Project } from '../project.ts';
import { edit, inFolder, packageName, type SetupLayer } from './layer.ts';

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** In the manifest itself and not by the package manager's own `add`, which would format it anew. */
export const dependency: SetupLayer = {
  apply(project, draft) {
    for (const { folder, section } of placesOf(project)) {
      edit(draft, inFolder(folder, 'package.json'), (text) => {
        if (sections.some((each) => readAt(text, [each, packageName]) !== undefined)) return text;
        return addMember(text, [section], packageName, project.range, 'prisma');
      });
    }
  },
  revert({ folders }, draft) {
    for (const folder of folders) {
      edit(draft, inFolder(folder, 'package.json'), (text) =>
        sections.reduce((rest, section) => removeMember(rest, [section], packageName), text),
      );
    }
  },
};

/**
 * Beside prisma, so that it is there wherever prisma is; at the root as well, where the package scripts run that need it.
 */
function placesOf({ homes }: Project) {
  const atRoot = homes.find(({ folder }) => folder === '') ?? {
    folder: '',
    section: homes[0]?.section ?? 'devDependencies',
  };
  return [atRoot, ...homes.filter(({ folder }) => folder !== '')];
}
