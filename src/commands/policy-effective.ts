import { nameOf } from '../backup/index.ts';
import { usualRows } from '../environment/judge-signs.ts';
import { loadPolicy, type ReadFile, readPolicies } from '../policy/load.ts';
import type { Policy, Spot } from '../policy/policy.ts';
import { findProjectRoot } from '../project/root.ts';
import { redactText } from '../secrets/redact.ts';
import type { Call } from './command.ts';
import { show } from './output.ts';

interface Held {
  readonly key: string;
  readonly value: unknown;
  /** Every place that speaks of it; none where the default holds. */
  readonly from: readonly Spot[];
}

/** What all files together come to. Throws `policy-invalid`. */
export async function showEffective({ host, options }: Call): Promise<number> {
  const root = findProjectRoot(host);
  const policy = await loadPolicy(host, root);
  const files = (await readPolicies(host, root)).filter((each): each is ReadFile => !('error' in each));
  const held = [...namesIn(policy), ...settingsIn(policy, files)];
  const rows = held.map(({ key, value, from }) => [key, textOf(value), from.map(placeOf).join(', ') || 'default']);
  show(host, { sections: [{ headings: ['KEY', 'VALUE', 'FROM'], rows }], records: held }, options.json === true);
  return 0;
}

function namesIn({ names = [] }: Policy): Held[] {
  const own = names.filter(({ key }) => key !== 'rules');
  return own.map(({ key, text, word, at, until, isPast }) => ({
    key: `${key}: ${redactText(text)}`,
    value: until === undefined ? word : `${word} until ${until}${isPast ? ', which is over' : ''}`,
    from: [at],
  }));
}

function settingsIn({ backup, undeclaredRows = usualRows }: Policy, files: readonly ReadFile[]): Held[] {
  const { restoreUrl } = backup;
  const merged: readonly (readonly [key: string, value: unknown])[] = [
    ['repository', nameOf(backup.repository)],
    ['cheapBytes', backup.cheapBytes],
    ['keep', backup.keep],
    ['keepPinned', backup.bounds?.pinned],
    ['keepManual', backup.bounds?.manual ?? 'all'],
    ['lockTimeoutSeconds', backup.lockTimeoutMs / 1000],
    ['freshness', backup.freshness],
    ['reuse', backup.reuse],
    ['verify', backup.verify ?? 'staging and production, up to cheapBytes'],
    ['proofSeconds', backup.proofSeconds],
    ['restoreUrl', restoreUrl === undefined ? 'none' : 'variable' in restoreUrl ? restoreUrl.variable : '[redacted]'],
    ['snapshot', backup.snapshot ?? false],
  ];
  const forbids = files.flatMap(({ says, spotOf }) =>
    (says.forbid ?? []).map((value, index) => ({ key: 'forbid', value, from: [spotOf(['forbid', index])] })),
  );
  const rules = files.flatMap(({ says, spotOf }) =>
    (says.rules ?? []).map(({ id, ...value }, index) => ({
      key: `rules: ${id}`,
      value,
      from: [spotOf(['rules', index])],
    })),
  );
  const settings = merged.map(([key, value]) => ({
    key: `backup.${key}`,
    value,
    from: files
      .filter(({ says }) => says.backup && Object.hasOwn(says.backup, key))
      .map(({ spotOf }) => spotOf(['backup', key])),
  }));
  const from = files.flatMap(({ says, spotOf }) =>
    says.undeclaredRows === undefined ? [] : [spotOf(['undeclaredRows'])],
  );
  const smokes = files.flatMap(({ says, spotOf }) =>
    says.smoke === undefined ? [] : [{ key: 'smoke', value: says.smoke, from: [spotOf(['smoke'])] }],
  );
  return [...forbids, ...rules, ...smokes, { key: 'undeclaredRows', value: undeclaredRows, from }, ...settings];
}

function placeOf({ file, line }: Spot): string {
  return `${file}:${line}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
