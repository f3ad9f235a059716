import { environmentVariables, environmentWords, hostedOn } from '../../policy/evidence.ts';
import { escapeDeceptive } from '../secrets/clean.ts';
import type { EnvironmentName, Evidence } from '../types.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment variables say. Needs no target, so that production is known before anything is started. */
export function judgeVariables(env: Variables): Evidence[] {
  return [...wordsOf(env), ...platformsOf(env)];
}

function wordsOf(env: Variables): Evidence[] {
  return environmentVariables.flatMap(({ reads, other, onlyWith }) => {
    const value = env[reads]?.trim();
    if (!value || (onlyWith !== undefined && !env[onlyWith])) return [];
    const says = wordFor(value) ?? (other === 'unknown' ? other : undefined);
    if (says === undefined) return [];
    const quoted = escapeDeceptive(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    const why =
      says === 'unknown' ? `${reads} is "${quoted}", which is no known environment.` : `${reads} is "${quoted}".`;
    return [{ says, from: `variable ${reads}`, why }];
  });
}

function wordFor(value: string): EnvironmentName | undefined {
  return environmentWords.find(({ words }) => words.test(value.toLowerCase()))?.says;
}

function platformsOf(env: Variables): Evidence[] {
  return hostedOn.flatMap(({ reads, value, platform, unless }) => {
    const name = reads.find((variable) => env[variable] && (value === undefined || value.test(env[variable])));
    if (name === undefined || unless.some((variable) => env[variable])) return [];
    return [
      { says: 'production' as const, from: `variable ${name}`, why: `${name} is set: this runs on ${platform}.` },
    ];
  });
}
