/** The line as a patch that the package manager itself applies, at every install and whatever its scripts are allowed. */
import { parse as parseYaml } from 'yaml';
import type { Draft } from '../draft.ts';
import { addMember, readAt, removeMember } from '../json-text.ts';
import { appendLines, removeLines } from '../lines.ts';
import { patchFor } from '../patch-text.ts';
import type { Project } from '../project.ts';
import { addUnder, removeUnder } from '../yaml-text.ts';
import { edit, type SetupLayer } from './layer.ts';
import { rootScripts } from './root-scripts.ts';

const file = 'patches/prisma-interlock.patch';
const workspace = 'pnpm-workspace.yaml';
/** With a word that tells it from one that was there. */
const allow = 'allowUnusedPatches: true # for prisma-interlock';

/** Without a version in its key the patch fits every version, and a Prisma that is updated or added again has it as well. */
export const nativePatch: SetupLayer = {
  apply(project, draft) {
    const { name, major } = project.runner;
    if (name === 'pnpm' && (major ?? 0) >= 10) inWorkspaceFile(project, draft);
    else if (name === 'pnpm' && major === 9)
      inManifest(project, draft, ['pnpm', 'patchedDependencies'], 'prisma', ['pnpm', 'allowNonAppliedPatches']);
    else if (name === 'npm' && (major ?? 0) >= 12) inManifest(project, draft, ['patchedDependencies'], 'prisma');
    else if (name === 'bun' && project.installed !== undefined)
      inManifest(project, draft, ['patchedDependencies'], `prisma@${project.installed}`);
  },
  revert(_project, draft) {
    edit(draft, workspace, (text) => removeUnder(text, 'patchedDependencies', `prisma: ${file}`));
    edit(draft, workspace, (text) => removeLines(text, [allow]));
    edit(draft, 'package.json', (text) => removeMember(text, ['pnpm'], 'allowNonAppliedPatches'));
    for (const keys of [['pnpm', 'patchedDependencies'], ['patchedDependencies']]) {
      edit(draft, 'package.json', (text) => removeOwn(text, keys));
    }
    edit(draft, file, () => undefined);
  },
};

/** Takes out the keys that name our patch, but `kept`. */
function removeOwn(text: string, keys: readonly string[], kept?: string): string {
  const own = Object.entries((readAt(text, keys) ?? {}) as Record<string, unknown>)
    .filter(([key, value]) => value === file && key !== kept)
    .map(([key]) => key);
  return own.reduce((rest, key) => removeMember(rest, keys, key), text);
}

function inWorkspaceFile(project: Project, draft: Draft): void {
  const text = draft.read(workspace);
  const patches = (parseYaml(text ?? '') as { patchedDependencies?: Record<string, unknown> } | null)
    ?.patchedDependencies;
  if (patches?.['prisma'] === file) {
    writePatch(project, draft);
    return;
  }
  if (Object.keys(patches ?? {}).some(isPrisma)) {
    other(project, draft);
    return;
  }
  const patched = addUnder(text, 'patchedDependencies', `prisma: ${file}`);
  if (patched === undefined) {
    draft.note(`${workspace} lists its patches on one line: add "prisma": "${file}" there.`);
    return;
  }
  draft.write(workspace, /^allowUnusedPatches:/m.test(patched) ? patched : appendLines(patched, [allow]));
  writePatch(project, draft);
}

function inManifest(
  project: Project,
  draft: Draft,
  keys: readonly string[],
  key: string,
  allowed?: readonly string[],
): void {
  // A key with a version (Bun) is of no use any more after an update.
  edit(draft, 'package.json', (before) => removeOwn(before, keys, key));
  const text = draft.read('package.json') ?? '{}';
  const patches = (readAt(text, keys) ?? {}) as Record<string, unknown>;
  if (patches[key] !== file && Object.keys(patches).some(isPrisma)) {
    other(project, draft);
    return;
  }
  if (patches[key] === undefined) edit(draft, 'package.json', (before) => addMember(before, keys, key, file));
  if (allowed !== undefined && readAt(text, allowed) === undefined) {
    edit(draft, 'package.json', (before) => addMember(before, allowed.slice(0, -1), allowed.at(-1) ?? '', true));
  }
  writePatch(project, draft);
}

const isPrisma = (key: string): boolean => key === 'prisma' || key.startsWith('prisma@');

function other(project: Project, draft: Draft): void {
  draft.note(
    'prisma is patched already, and only one patch is applied: the guard is written after each install instead.',
  );
  rootScripts.apply(project, draft);
}

function writePatch({ homes }: Project, draft: Draft): void {
  draft.write(file, patchFor(homes.some(({ major }) => major === 8) ? 'esm' : 'commonjs'));
}
