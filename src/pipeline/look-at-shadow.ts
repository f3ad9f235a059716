import path from 'node:path';
import { schemaIn } from '../databases/server-url.ts';
import { judgeShadow, type SeenShadow } from '../environment/judge-shadow.ts';
import type { Host } from '../host.ts';
import { maybeSame } from '../target/identity.ts';
import type { Looker } from '../target/look.ts';
import { scriptsIn, writtenTables } from '../target/written-tables.ts';
import type { Evidence, Invocation, ShadowFinding, Target } from '../types.ts';

/** What emptying the shadow database among these would cost; undefined where there is none. `said`: what is known of its place. */
export async function lookAtShadow(
  looker: Looker,
  targets: readonly Target[],
  said: (target: Target) => readonly Evidence[],
  written: () => readonly string[],
): Promise<ShadowFinding | undefined> {
  const shadow = targets.find(({ role }) => role === 'shadow');
  if (shadow === undefined) return undefined;
  const main = targets.find(({ role }) => role === 'main');
  const isMain = main === undefined ? 'no' : whichOf(main, shadow);
  const filled: SeenShadow['filled'] = isMain === 'yes' ? { kind: 'missing' } : await looker.filled(shadow);
  const evidence = said(shadow);
  return judgeShadow({ label: shadow.label, isMain, filled, evidence, written: written() });
}

function whichOf(main: Target, shadow: Target): SeenShadow['isMain'] {
  if (!maybeSame(main.identity, shadow.identity)) return 'no';
  const [one, other] = [main, shadow].map(schemaOf);
  return one === other ? 'yes' : 'schema';
}

function schemaOf({ identity, url }: Target): string {
  return identity.provider === 'postgresql' ? (schemaIn(url.reveal()) ?? 'public') : '';
}

/** Of a line whose engine has not said yet which migrations it replays: those in the folders that it names, else beside the schema. */
export function writtenBy(host: Host, { options, command }: Invocation): string[] {
  const named = ['from-migrations', 'to-migrations'].flatMap((name) => wordsOf(options[name]));
  const folders = command === 'migrate diff' ? named : [migrationsBeside({ options })];
  return writtenTables(folders.flatMap((folder) => scriptsIn(host, folder)));
}

/** Where Prisma looks for migrations, if no config file says otherwise. */
export function migrationsBeside({ options }: Pick<Invocation, 'options'>): string {
  return path.join(path.dirname(wordsOf(options.schema).at(-1) ?? 'prisma/schema.prisma'), 'migrations');
}

function wordsOf(value: Invocation['options'][string] | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
