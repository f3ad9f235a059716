import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<string, { permissions: Record<string, string>; steps: { uses?: string; run?: string }[] }>
  >;
}

const folder = join(import.meta.dirname, '../.github/workflows');
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  return { name, text, workflow: parse(text) as Workflow };
});

describe.each(workflows)('$name', ({ text, workflow }) => {
  test('takes every action by the sum of its commit, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses).not.toEqual([]);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('starts with no permission, and gives each job what it names', () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of Object.entries(workflow.jobs)) expect(job.permissions, name).toBeDefined();
  });
});

test('a release ends with a signed tarball: nothing publishes it, and what signs runs nothing', () => {
  const release = workflows.find(({ name }) => name === 'release.yml');
  expect(release?.text).not.toMatch(/npm publish|NODE_AUTH_TOKEN|NPM_TOKEN|registry-url|secrets\./);
  const signing = Object.values(release?.workflow.jobs ?? {}).filter(
    (job) => job.permissions['id-token'] !== undefined,
  );
  expect(signing).toHaveLength(1);
  expect(signing.flatMap(({ steps }) => steps).filter(({ run }) => run !== undefined)).toEqual([]);
});
