import { agentFiles, agentVariables } from '../../policy/agents.ts';
import { ciVariables } from '../../policy/evidence.ts';
import type { Host } from '../host.ts';
import type { Actor } from '../types.ts';

/** Who is asking. The mark of an agent counts more than a terminal: agents open terminals as well. */
export function identifyActor(host: Host): Actor {
  const terminal = host.isTerminal(0) && host.isTerminal(2);
  for (const { reads, value, agent } of agentVariables) {
    const text = host.env[reads];
    if (text && (value === undefined || value.test(text)))
      return { kind: 'agent', terminal, why: `${reads} is set: this is ${agent}.` };
  }
  for (const { file, agent } of agentFiles) {
    if (host.fs.existsSync(file)) return { kind: 'agent', terminal, why: `${file} is there: this is ${agent}.` };
  }
  for (const { reads, not } of ciVariables) {
    if (!not.test(host.env[reads] ?? '')) return { kind: 'ci', terminal, why: `${reads} is set.` };
  }
  return {
    kind: 'person',
    terminal,
    why: terminal ? 'A terminal, and no mark of CI or an agent.' : 'No mark of CI or an agent.',
  };
}
