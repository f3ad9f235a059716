import path from 'node:path';
import type { Host } from '../host.ts';
import type { FileChange } from './draft.ts';

/** What a person has to see to, so that the files of `init` reach everybody who installs. */
export function adviceOn(host: Host, root: string, changes: readonly FileChange[]): string[] {
  const files = changes.filter(({ after }) => after !== undefined).map(({ file }) => file);
  const ignored = ignoredByGit(host, root, files).map(
    (file) => `git ignores ${file}, which has to be committed: git add --force ${file}`,
  );
  const carrier = files.find((file) => file.startsWith('patches/') || file.startsWith('.yarn/'));
  const images = host.fs.readdirSync(root).filter((name) => /^(?:Dockerfile|Containerfile)/.test(name));
  const copies =
    carrier === undefined ? [] : images.map((image) => `${image} has to copy ${carrier} before it installs.`);
  return [...ignored, ...copies];
}

function ignoredByGit(host: Host, root: string, files: readonly string[]): string[] {
  const { stdout } = host.childProcess().spawnSync('git', ['check-ignore', '--stdin', '-z'], {
    cwd: root,
    input: files.join('\0'),
    encoding: 'utf8',
    timeout: 10_000,
  });
  return (stdout ?? '')
    .split('\0')
    .filter((file) => file !== '')
    .map((file) => file.split(path.sep).join('/'));
}
