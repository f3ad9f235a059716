import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { findPackageManager, type PackageManager } from '../project/package-manager.ts';
import { nearestFolder } from '../project/upward.ts';
import type { Job } from './schedule-job.ts';
import { shellWord } from './shell-word.ts';

export const workflowFile = '.github/workflows/prisma-interlock-backup.yml';

/** Actions by the commit of a release: a tag can be moved. */
const checkout = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2';
const setupNode = 'actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af # v4.1.0';

const installs: Readonly<Record<PackageManager['name'], readonly string[]>> = {
  npm: ['npm ci'],
  pnpm: ['corepack enable', 'pnpm install --frozen-lockfile'],
  yarn: ['corepack enable', 'yarn install --immutable'],
  bun: ['npm install --global bun', 'bun install --frozen-lockfile'],
};
const starts: Readonly<Record<PackageManager['name'], string>> = {
  npm: 'npx',
  pnpm: 'pnpm',
  yarn: 'yarn',
  bun: 'bunx',
};

/** Absolute: GitHub looks for workflows at the root of the git repository only. */
export function gitRoot(host: Host, root: string): string {
  return nearestFolder(root, (folder) => host.fs.existsSync(path.join(folder, '.git'))) ?? root;
}

/** `runsOn`: the label of the runner. Throws `usage` where what it would back up to is gone when the run has ended. */
export async function githubWorkflow(host: Host, job: Job, policy: Policy, runsOn: string): Promise<string> {
  needLasting(policy.backup.repository, job.root, runsOn);
  const { name } = await findPackageManager(host, job.root, job.root);
  const folder = path.relative(gitRoot(host, job.root), job.root).replaceAll(path.sep, '/') || '.';
  const start = (words: readonly string[]) =>
    [starts[name], 'prisma-interlock', ...words, ...job.target.map(shellWord)].join(' ');
  return `name: Database backup

on:
  schedule:
    # In UTC.
    - cron: '${job.minute} ${job.hour} * * *'
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: database-backup
  cancel-in-progress: false

jobs:
  backup:
    runs-on: ${JSON.stringify(runsOn)}
    defaults:
      run:
        working-directory: ${JSON.stringify(folder)}
    steps:
      - uses: ${checkout}
        with:
          persist-credentials: false
          # The default removes what git ignores, and a folder of backups is ignored.
          clean: false
      - uses: ${setupNode}
        with:
          node-version: lts/*
${installs[name].map((line) => `      - run: ${line}\n`).join('')}      - run: ${JSON.stringify(start(['backup', '--scheduled']))}
        env:
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
      - run: ${JSON.stringify(start(['status', '--check']))}
        env:
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
`;
}

export const githubHints = [
  'gh secret set DATABASE_URL    # and whatever else the repository of the backups needs, as `env` of both steps',
  `git add ${workflowFile}`,
];

/** A machine of GitHub's is thrown away after the run, and its backups with it. */
function needLasting(repository: unknown, root: string, runsOn: string): void {
  const folder = typeof repository === 'string' ? repository : (repository as { path?: unknown }).path;
  if (typeof folder !== 'string') return;
  const isOfGithub = /^(?:ubuntu|windows|macos)-/.test(runsOn);
  const isInProject = !path.relative(root, folder).startsWith('..');
  if (!isOfGithub && !isInProject) return;
  throw new InterlockError('usage', {
    what: 'No workflow was made: its backups would be lost.',
    why: isOfGithub
      ? `Backups go to the folder ${folder}, and a runner ${runsOn} is thrown away after the run.`
      : `Backups go to ${folder}, inside the checkout, which a runner may remove before the next run.`,
    next: [
      'Let "backup.repository" in prisma-interlock.json name a repository that is not on the runner.',
      'Or a folder outside the project, with a runner of your own: --runs-on self-hosted',
    ],
  });
}
