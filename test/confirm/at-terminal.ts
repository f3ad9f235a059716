import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { build } from 'tsdown';

/** Bundles the program beside this file into a folder of its own. Node 20 does not read TypeScript. */
export async function buildProgram(): Promise<{ path: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'prisma-interlock-confirm-'));
  await build({
    config: false,
    entry: { program: join(import.meta.dirname, 'program.ts') },
    outDir: folder,
    format: 'esm',
    platform: 'node',
    dts: false,
    logLevel: 'error',
    fixedExtension: true,
    deps: { alwaysBundle: [/./] },
  });
  return { path: join(folder, 'program.mjs'), remove: () => rmSync(folder, { recursive: true }) };
}

/** What a test does at a terminal. Everything printed is kept; waiting looks behind what was found before. */
export interface Terminal {
  readonly pid: number;
  output(): string;
  waitFor(text: string, milliseconds?: number): Promise<void>;
  type(text: string): void;
  /** As closing the window does. */
  hangUp(): void;
  ended(): Promise<{ exitCode: number; signal: number | undefined }>;
}

/** What is typed at once may not reach a prompt; `file` and `args` run with this environment and no other. */
export function openTerminal(file: string, args: string[], env: Record<string, string>): Terminal {
  const pty = spawn(file, args, { name: 'xterm', cols: 100, rows: 30, cwd: tmpdir(), env });
  let text = '';
  let seen = 0;
  let exit: { exitCode: number; signal?: number | undefined } | undefined;
  pty.onData((chunk) => {
    text += chunk;
  });
  pty.onExit((event) => {
    exit = event;
  });
  const until = async (holds: () => boolean, what: string, milliseconds: number): Promise<void> => {
    const end = Date.now() + milliseconds;
    while (!holds()) {
      if (Date.now() > end || (exit !== undefined && what !== 'the end')) {
        if (exit === undefined) pty.kill('SIGKILL');
        throw new Error(`Waited in vain for ${what}. Printed so far:\n${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    pid: pty.pid,
    output: () => text,
    async waitFor(expected, milliseconds = 15_000) {
      await until(() => text.includes(expected, seen), expected, milliseconds);
      seen = text.indexOf(expected, seen) + expected.length;
    },
    type: (keys) => pty.write(keys),
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    async ended() {
      await until(() => exit !== undefined, 'the end', 15_000);
      return { exitCode: exit?.exitCode ?? -1, signal: exit?.signal };
    },
  };
}
