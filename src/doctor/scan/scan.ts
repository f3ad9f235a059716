import path from 'node:path';
import type { Host } from '../../host.ts';
import type { Finding } from '../diagnosis.ts';
import type { Call } from './call.ts';
import { locateCalls, unread } from './find-calls.ts';
import { judgeCall, type Standing } from './judge-call.ts';
import type { Line } from './line.ts';
import { readSources, type Source } from './sources.ts';

/** Scripts that a machine runs by these names: builds, installs, starts, deployments. */
const unattendedScripts =
  /^(pre|post)?(build|install|prepare|prepublish|prepublishOnly|publish|pack|start|serve|deploy|release|version|ci|vercel-build|now-build|heroku-build|heroku-postbuild|gcp-build|railway|render)([:-](?!.*(dev|local|test)).*)?$/;

/** Lines of scripts and pipelines that go round us, or destroy data where nobody looks. In order of files and lines. */
export function scan(host: Host, root: string, folders: readonly string[], standing: Standing): Finding[] {
  const sources = readSources(host, folders);
  const calls = sources.flatMap((source) => source.lines.flatMap((line) => madeIn(source, line)));
  const unattended = unattendedNames(calls);
  return calls.flatMap(({ source, line, at, call }) => {
    const nobodyLooks = line.script === undefined ? source.unattended : unattended.has(line.script);
    const judged = judgeCall(call, nobodyLooks, standing);
    const file = path.relative(root, source.path).replaceAll(path.sep, '/');
    return judged ? [{ ...judged, file, line: at }] : [];
  });
}

interface Made {
  readonly source: Source;
  readonly line: Line;
  /** Line of the file. */
  readonly at: number;
  readonly call: Call;
}

function madeIn(source: Source, line: Line): Made[] {
  const found = line.isBroken ? unread(line.text) : locateCalls(line.text);
  const meant = line.isGuess ? found.filter(({ call }) => call.kind !== 'unread') : found;
  return meant.map((each) => {
    const at = line.isVerbatim && !line.isBroken ? line.line + each.line : line.line;
    return { source, line, at, call: each.call };
  });
}

/** Names of scripts that run unattended: by their own name, or because something unattended runs them. */
function unattendedNames(made: readonly Made[]): Set<string> {
  const names = new Set<string>();
  const add = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    for (const { line, call } of made) {
      if (line.script === undefined || line.script.replace(/^(pre|post)/, '') !== name.replace(/^(pre|post)/, ''))
        continue;
      if (line.script !== name) add(line.script);
      if (call.kind === 'script') add(call.name);
    }
  };
  for (const { source, line, call } of made) {
    if (line.script !== undefined) {
      if (unattendedScripts.test(line.script)) add(line.script);
    } else if (source.unattended && call.kind === 'script') add(call.name);
  }
  return names;
}
