import path from 'node:path';
import type { Host } from '../../host.ts';
import { dockerLines } from './docker-lines.ts';
import type { Line } from './line.ts';
import { scriptLines } from './script-lines.ts';
import { yamlLines } from './yaml-lines.ts';

/** A text that a shell gets, with the line of the file at which it begins. */
export interface Source {
  /** Absolute. */
  readonly path: string;
  readonly lines: readonly Line[];
  /** A machine runs it and nobody watches: an image, a pipeline. Scripts of a package are judged one by one. */
  readonly unattended: boolean;
}

/** Longer files are generated, and read for nothing. In bytes. */
const longest = 1_000_000;

const kinds: readonly { folder: string; form: RegExp; read: (text: string) => Line[]; unattended: boolean }[] = [
  { folder: '.', form: /^package\.json$/, read: scriptLines, unattended: false },
  ...['.', 'docker', '.docker'].flatMap((folder) => [
    { folder, form: /^(Dockerfile|Containerfile)(\..+)?$|\.dockerfile$/i, read: dockerLines, unattended: true },
    { folder, form: /\.sh$/, read: shellLines, unattended: false },
  ]),
  { folder: 'scripts', form: /\.sh$/, read: shellLines, unattended: false },
  { folder: '.', form: /^(docker-)?compose(\..+)?\.ya?ml$/, read: yamlLines, unattended: true },
  {
    folder: '.',
    form: /^(\.gitlab-ci|bitbucket-pipelines|azure-pipelines|render|\.travis)\.ya?ml$/,
    read: yamlLines,
    unattended: true,
  },
  { folder: '.', form: /^Procfile$/, read: procfileLines, unattended: true },
  { folder: '.circleci', form: /^config\.ya?ml$/, read: yamlLines, unattended: true },
  { folder: '.github/workflows', form: /\.ya?ml$/, read: yamlLines, unattended: true },
];

function shellLines(text: string): Line[] {
  return [{ line: 1, text, isVerbatim: true }];
}

/** `web: npm start`, a line each. */
function procfileLines(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((each, index) => {
    const command = /^\w[\w-]*:\s*(.+)$/.exec(each)?.[1];
    return command === undefined ? [] : [{ line: index + 1, text: command }];
  });
}

/** What of a project's files ends up in a shell. `folders`: the root and the workspace's packages, absolute. */
export function readSources(host: Host, folders: readonly string[]): Source[] {
  return folders.flatMap((base) =>
    kinds.flatMap(({ folder, form, read, unattended }) =>
      filesOf(host, path.join(base, folder), form).map((file) => ({
        path: file,
        lines: read(host.fs.readFileSync(file, 'utf8')),
        unattended,
      })),
    ),
  );
}

function filesOf(host: Host, folder: string, form: RegExp): string[] {
  try {
    const names = host.fs.readdirSync(folder).filter((name) => form.test(name));
    const files = names.sort().map((name) => path.join(folder, name));
    return files.filter((file) => {
      const stat = host.fs.statSync(file, { throwIfNoEntry: false });
      return stat?.isFile() && stat.size <= longest;
    });
  } catch {
    return [];
  }
}
