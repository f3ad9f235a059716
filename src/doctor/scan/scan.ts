import path from 'node:path';
import type { Host } from '../../host.ts';
import type { Finding } from '../diagnosis.ts';
import type { Call } from './call.ts';
import { findCalls } from './find-calls.ts';
import { judgeCall, type Standing } from './judge-call.ts';
import type { Line } from './line.ts';
import { readSources, type Source } from './sources.ts';

/** Scripts that a machine runs by these names: builds, installs, starts, deployments. */
const unattendedScripts =
  /^(pre|post)?(build|install|prepare|prepublish|prepublishOnly|publish|pack|start|serve|deploy|release|version|ci|vercel-build|now-build|heroku-build|heroku-postbuild|gcp-build|railway|render)([:-](?!.*(dev|local|test)).*)?$/;

/** Lines of scripts and pipelines that go round us, or destroy data where nobody looks. In order of files and lines. */
export function scan(host: Host, root: string, folders: readonly string[], standing: Standing): Finding[] {
  const sources = readSources(host, folders);
  const calls = sources.flatMap((source) =>
    source.lines.map((line) => ({ source, line, calls: findCalls(line.text) })),
  );
  const unattended = unattendedNames(calls);
  return calls.flatMap(({ source, line, calls: made }) => {
    const nobodyLooks = line.script === undefined ? source.unattended : unattended.has(line.script);
    return made.flatMap((call) => {
      const judged = judgeCall(call, nobodyLooks, standing);
      const file = path.relative(root, source.path).replaceAll(path.sep, '/');
      return judged ? [{ ...judged, file, line: line.line }] : [];
    });
  });
}

type Made = readonly { readonly source: Source; readonly line: Line; readonly calls: readonly Call[] }[];

/** Names of scripts that run unattended: by their own name, or because something unattended runs them. */
function unattendedNames(made: Made): Set<string> {
  const names = new Set<string>();
  const add = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const { line, calls } of made) {
      if (line.script === undefined || line.script.replace(/^(pre|post)/, '') !== name.replace(/^(pre|post)/, ''))
        continue;
      if (line.script !== name) add(line.script);
      for (const call of calls) if (call.kind === 'script') add(call.name);
    }
  };
  for (const { source, line, calls } of made) {
    if (line.script !== undefined) {
      if (unattendedScripts.test(line.script)) add(line.script);
    } else if (source.unattended) for (const call of calls) if (call.kind === 'script') add(call.name);
  }
  return names;
}
