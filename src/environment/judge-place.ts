import { managedHosts, type NamePlace, nameWords } from '../../policy/evidence.ts';
import { escapeDeceptive } from '../secrets/clean.ts';
import { isHere, isPrivate } from '../target/hosts.ts';
import type { Evidence, Target } from '../types.ts';

/** What the address says: managed, this machine, or out there. A private network says nothing. */
export function judgeHost({ identity }: Target): Evidence[] {
  const { host, provider } = identity;
  const managed = managedHosts.find((known) => known.host.test(host));
  if (managed)
    return [{ says: 'production', from: 'host', why: `${escapeDeceptive(host)} is a host of ${managed.by}.` }];
  if (provider === 'sqlite') return [{ says: 'development', from: 'host', why: 'It is a file on this machine.' }];
  if (isHere(identity)) return [{ says: 'development', from: 'host', why: 'It is on this machine.' }];
  if (isPrivate(host)) return [];
  return [
    {
      says: 'unknown',
      from: 'host',
      why: `${escapeDeceptive(host)} is a public host that nobody has said anything about.`,
    },
  ];
}

/** Words such as `prod` and `staging` in its names. */
export function judgeNames({ identity, url }: Target): Evidence[] {
  const path = identity.provider === 'sqlite';
  const places: readonly [NamePlace, string][] = path
    ? [
        ['path', identity.database],
        ['database', identity.database.split(/[\\/]/).at(-1) ?? ''],
      ]
    : [
        ['host', identity.host],
        ['database', identity.database],
        ['user', userOf(url.reveal())],
      ];
  const evidence: Evidence[] = [];
  for (const [place, name] of places) {
    const found = wordIn(name, place);
    if (found === undefined || evidence.some(({ says }) => says === found.says)) continue;
    const where = place === 'user' ? 'The user name' : `The ${place} name`;
    evidence.push({
      says: found.says,
      from: `${place} name`,
      why: `${place === 'path' ? 'The path' : where} has the word "${found.word}" in it.`,
    });
  }
  return evidence;
}

function wordIn(name: string, place: NamePlace) {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  for (const { says, word, in: places, after } of nameWords) {
    const at = words.findIndex((part, index) => word.test(part) && !after?.test(words[index - 1] ?? ''));
    if (at >= 0 && places.includes(place)) return { says, word: words[at] ?? '' };
  }
  return undefined;
}

function userOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).username);
  } catch {
    return /[;]\s*(?:user|username|uid)\s*=\s*([^;]*)/i.exec(url)?.[1] ?? '';
  }
}
