import type { Draft } from '../draft.ts';
import type { Project } from '../project.ts';

/** One part of what `init` puts into a project. `revert` knows its work by its text, with no memory of having done it. */
export interface SetupLayer {
  apply(project: Project, draft: Draft): void;
  revert(project: Project, draft: Draft): void;
}

export const packageName = 'prisma-interlock';

/** Applies an edit to a file that is there. */
export function edit(draft: Draft, file: string, change: (text: string) => string | undefined): void {
  const text = draft.read(file);
  if (text !== undefined) draft.write(file, change(text));
}

/** Path of a file in a folder of the project; the root's folder is empty. */
export function inFolder(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}
