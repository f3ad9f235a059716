/** What reads the real package, and must go on as it did: compared with the same project before anything of ours was there. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '../support/run.ts';
import { withoutSeconds } from './results.ts';
import { runners } from './runners.ts';
import type { Sandbox } from './sandbox.ts';

export const habitNames = ['version', 'types', 'client', 'generate', 'postinstall', 'studio-help', 'studio'] as const;
export type HabitName = (typeof habitNames)[number];

/** What one of them printed, reduced to what may not change; `failed: …` where it does not work. */
export type Habits = Readonly<Record<HabitName, string>>;

export async function observeHabits(at: Sandbox): Promise<Habits> {
  const prisma = (...words: string[]) => at.run(at.runner.exec[0]?.(['prisma', ...words]) ?? []);
  return {
    // pnpm keeps a patched package in a folder of another name.
    version: worked(await prisma('--version'), ({ stdout }) => stdout.replace(/^Prisma CLI Path.*$/m, '')),
    types: worked(await at.run(at.runner.exec[0]?.(['tsc', '-p', '.']) ?? []), () => 'no errors'),
    client: worked(await at.run([...nodeIn(at), '-p', readPeer]), ({ stdout }) => stdout.trim()),
    generate: await generate(at, prisma),
    postinstall: existsSync(join(at.dir, 'packages/app/generated')) ? 'a client is there' : 'failed: no client',
    'studio-help': worked(await prisma('studio', '--help'), ({ stdout }) => stdout),
    studio: await openStudio(at),
  };
}

function worked(ran: Ran, reduce: (ran: Ran) => string): string {
  return ran.exitCode === 0 ? withoutSeconds(reduce(ran)) : `failed: ${ran.stdout}${ran.stderr}`;
}

/** The client's package finds the CLI's, under its own name and of its own version. */
const readPeer = `const near = require('node:module').createRequire(require.resolve('@prisma/client/package.json'));
const read = (name) => { const { name: own, version } = near(name + '/package.json'); return own + ' ' + version; };
read('@prisma/client') + ', ' + read('prisma')`;

/** A Node that finds packages as the project's own code does. */
const nodeIn = (at: Sandbox) => (at.name === 'pnp' ? ['yarn', 'node'] : ['node']);

async function generate(at: Sandbox, prisma: (...words: string[]) => Promise<Ran>): Promise<string> {
  rmSync(join(at.dir, 'generated'), { recursive: true, force: true });
  const ran = await prisma('generate');
  const made = existsSync(join(at.dir, 'generated', 'client.ts'));
  return worked(ran, () => (made ? 'a client is there' : 'failed: no client'));
}

/** Columns run beside each other. */
const portOf = (at: Sandbox) => String(15_000 + 10 * Object.keys(runners).indexOf(at.name) + at.major);

/** Until it says where it is. */
async function openStudio(at: Sandbox): Promise<string> {
  const words = ['prisma', 'studio', '--browser', 'none', '--port', portOf(at)];
  const until = /localhost:\d+/;
  const ran = await at.run(at.runner.exec[0]?.(words) ?? [], { until, timeoutMs: 30_000 });
  return until.test(ran.stdout + ran.stderr) ? 'opens' : `failed: ${ran.stdout}${ran.stderr}`;
}
