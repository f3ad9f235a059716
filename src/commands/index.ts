import type { Command } from './command.ts';

/** In the order of the help. Loaded when needed: each brings its own weight. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  explain: async () => (await import('./explain.ts')).command,
  backup: async () => (await import('./backup.ts')).command,
  list: async () => (await import('./list.ts')).command,
  info: async () => (await import('./info.ts')).command,
  diff: async () => (await import('./diff.ts')).command,
  restore: async () => (await import('./restore.ts')).command,
  prune: async () => (await import('./prune.ts')).command,
  pin: async () => (await import('./pin.ts')).command,
  unpin: async () => (await import('./unpin.ts')).command,
  delete: async () => (await import('./delete.ts')).command,
  undo: async () => (await import('./undo.ts')).command,
  verify: async () => (await import('./verify.ts')).command,
  schedule: async () => (await import('./schedule.ts')).command,
  status: async () => (await import('./status.ts')).command,
  policy: async () => (await import('./policy.ts')).command,
  known: async () => (await import('./known.ts')).command,
  allow: async () => (await import('./allow.ts')).command,
  forget: async () => (await import('./forget.ts')).command,
  init: async () => (await import('./init.ts')).command,
  uninstall: async () => (await import('./uninstall.ts')).command,
  doctor: async () => (await import('./doctor.ts')).command,
  link: async () => (await import('./link.ts')).command,
  stamp: async () => (await import('./stamp.ts')).command,
  shellenv: async () => (await import('./shellenv.ts')).command,
  completion: async () => (await import('./completion.ts')).command,
};

export const commandNames: readonly string[] = Object.keys(loaders);

export async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
}

export async function loadCommands(): Promise<Command[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}
