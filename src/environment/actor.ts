import { agentFiles, agentPrograms, agentVariables } from '../../policy/agents.ts';
import { ciVariables } from '../../policy/evidence.ts';
import type { Host } from '../host.ts';
import { escapeDeceptive } from '../secrets/clean.ts';
import type { Actor } from '../types.ts';
import { type Ancestor, ancestorsOf } from './ancestors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Who is asking. The mark of an agent counts more than a terminal: agents open terminals as well. It counts wherever it stands
 * above the line, as far as nobody else may have come in between. A pipeline is known by the line's own variables alone.
 */
export function identifyActor(host: Host): Actor {
  const terminal = host.isTerminal(0) && host.isTerminal(2);
  const own = variableOf(host.env);
  if (own) return { kind: 'agent', terminal, why: `${own.reads} is set: this is ${own.agent}.` };
  for (const { file, agent } of agentFiles) {
    if (host.fs.existsSync(file)) return { kind: 'agent', terminal, why: `${file} is there: this is ${agent}.` };
  }
  const marks = ancestorsOf(host).flatMap((ancestor) => markOf(ancestor) ?? []);
  const near = marks.find(({ isApart }) => !isApart);
  if (near) return { kind: 'agent', terminal, why: `${near.why}: this is ${near.agent}.` };
  const ci = ciMark(host.env);
  if (ci) return { kind: 'ci', terminal, why: `${ci} is set.` };
  const [far] = marks;
  const doubt = far ? ` ${far.why}, above the session in which this was typed: ${far.agent} may have opened it.` : '';
  return {
    kind: 'person',
    terminal,
    why: `${terminal ? 'A terminal, and no mark of CI or an agent.' : 'No mark of CI or an agent.'}${doubt}`,
  };
}

/** The variable that says that this is a pipeline. */
export function ciMark(env: Variables): string | undefined {
  return ciVariables.find(({ reads, not }) => !not.test(env[reads] ?? ''))?.reads;
}

function variableOf(env: Variables) {
  return agentVariables.find(({ reads, value }) => {
    const text = env[reads];
    return text !== undefined && text !== '' && (value === undefined || value.test(text));
  });
}

/** What a process above says of an agent, by what it was started with or by what it is. */
function markOf({ pid, name, env, isApart }: Ancestor) {
  const where = `${escapeDeceptive(name)} (process ${pid})`;
  const variable = env && variableOf(env);
  if (variable)
    return { isApart, agent: variable.agent, why: `${variable.reads} is set for ${where}, from which this comes` };
  const program = agentPrograms.find((each) => each.name.test(name));
  return program && { isApart, agent: program.program, why: `This comes from ${where}` };
}
