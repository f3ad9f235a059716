import fs from 'node:fs';
import path from 'node:path';
import { grammars } from '../../../policy/grammar/index.ts';
import { createHost, type Host } from '../../../src/host.ts';
import { parse } from '../../../src/parse/parse.ts';
import { identify } from '../../../src/target/identity.ts';
import { resolveTargets } from '../../../src/target/targets.ts';
import type { RealCli, Resolution, TargetIdentity } from '../../../src/types.ts';
import type { Project } from '../../support/project.ts';

/** A host in that project. What a test gives in `more` stands in for the rest of the machine. */
export function hostIn(project: Project, more: Partial<Host> = {}): Host {
  const { PRISMA_SCHEMA_ENGINE_BINARY, ...env } = project.env;
  const real = createHost();
  return { ...real, cwd: project.dir, env, node: project.node, childProcess: real.childProcess, ...more };
}

export function cliOf(project: Project, major: number): RealCli {
  const manifest = JSON.parse(fs.readFileSync(path.join(path.dirname(project.cli), '../package.json'), 'utf8'));
  return { path: project.cli, version: manifest.version, major, module: major === 8 ? 'esm' : 'commonjs' };
}

export function resolveIn(
  project: Project,
  major: number,
  argv: readonly string[],
  more: Partial<Host> = {},
): Promise<Resolution> {
  return resolveTargets(hostIn(project, more), cliOf(project, major), parse('prisma', major, argv, grammars));
}

/** The databases that the real CLI names to its engine when the line itself is run, each once. */
export async function askedBy(project: Project, argv: readonly string[], cwd = project.dir): Promise<TargetIdentity[]> {
  fs.rmSync(project.log, { force: true });
  const { run } = await import('../../support/run.ts');
  await run(project.node, [project.cli, ...argv], { cwd, env: project.env });
  const identities = project.calls().flatMap((call) => {
    return call.url === undefined
      ? []
      : [identify(call.url, { cwd: call.cwd, realpath: (file) => fs.realpathSync(file) })];
  });
  return [...new Map(identities.map((identity) => [JSON.stringify(identity), identity])).values()];
}
