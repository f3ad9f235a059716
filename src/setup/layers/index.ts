import type { Project } from '../project.ts';
import { configLine } from './config-line.ts';
import { databaseScripts } from './database-scripts.ts';
import { dependency } from './dependency.ts';
import { ignored } from './ignored.ts';
import type { SetupLayer } from './layer.ts';
import { nativePatch } from './native-patch.ts';
import { policyFile } from './policy-file.ts';
import { rootScripts } from './root-scripts.ts';
import { yarnPlugin } from './yarn-plugin.ts';

/** In the order in which they are applied; the last one is reverted first. */
export const allLayers: readonly SetupLayer[] = [
  dependency,
  nativePatch,
  yarnPlugin,
  rootScripts,
  configLine,
  databaseScripts,
  ignored,
  policyFile,
];

/** pnpm and Yarn 2 and later patch at every install; the others lose the line here and there, and write it again. */
export function layersFor({ runner }: Project): readonly SetupLayer[] {
  const lasting =
    (runner.name === 'pnpm' && (runner.major ?? 0) >= 9) || (runner.name === 'yarn' && (runner.major ?? 1) >= 2);
  return allLayers.filter((layer) => layer !== rootScripts || !lasting);
}
