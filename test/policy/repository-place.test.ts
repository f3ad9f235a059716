import { expect, it } from 'vitest';
import { placeOf } from '../../src/policy/repository-place.ts';
import { firstIssue } from '../../src/policy/schema.ts';

const staging = '/app/.prisma-interlock/repository';

it('takes a path, or a folder without keys, for a plain folder', () => {
  expect(placeOf('backups', '/app', staging)).toBe('/app/backups');
  expect(placeOf({ kind: 'folder', path: '../b' }, '/app', staging)).toBe('/b');
});

it('resolves the paths of an encrypted folder from where the policy lies', () => {
  const named = { kind: 'folder', path: 'b', encryptTo: ['age1x'], identityFile: 'key.txt' } as const;
  expect(placeOf({ ...named, encryptTo: ['age1x'] }, '/app', staging)).toEqual({
    ...named,
    path: '/app/b',
    identityFile: '/app/key.txt',
    staging,
  });
});

it.each([
  ['rest:https://u:p@h/x', 'rest:https://u:p@h/x'],
  ['s3:s3.example.com/b', 's3:s3.example.com/b'],
  ['restic', '/app/restic'],
  ['/srv/restic', '/srv/restic'],
])('reads the restic repository %s as %s, and shows it nowhere', (repository, expected) => {
  const place = placeOf({ kind: 'restic', repository, passwordFile: 'pw' }, '/app', staging);
  expect(place).toMatchObject({ kind: 'restic', passwordFile: '/app/pw', staging });
  expect(typeof place === 'object' && place.kind === 'restic' && place.repository.reveal()).toBe(expected);
  expect(JSON.stringify(place)).not.toContain(expected);
});

it.each([
  [{ kind: 'tape', path: 'x' }],
  [{ kind: 'restic', repository: 'x' }],
  [{ kind: 'folder', path: 'x', encryptTo: [] }],
  [{ kind: 'folder', path: 'x', encryptTo: ['ssh-ed25519 AAAA'] }],
  [{ kind: 'restic', repository: 'x', passwordFile: 'y', password: 'z' }],
  [''],
  [[]],
])('refuses %j', (repository) => {
  expect(firstIssue({ backup: { repository } })).toBeDefined();
});

it('says what is wrong with the form that was meant', () => {
  const issue = (repository: unknown) => firstIssue({ backup: { repository } });
  expect(issue({ kind: 'tape' })).toMatchObject({
    path: ['backup', 'repository', 'kind'],
    message: expect.stringContaining('"folder" | "restic"'),
  });
  expect(issue({ kind: 'restic', repository: 'x' })).toMatchObject({ path: ['backup', 'repository', 'passwordFile'] });
  expect(issue({ kind: 'folder', path: 'x', encryptTo: ['nope'] })).toMatchObject({
    path: ['backup', 'repository', 'encryptTo', '0'],
    message: 'A public key of age begins with age1',
  });
  expect(issue({ kind: 'folder', path: 'x', key: 'y' })).toMatchObject({
    path: ['backup', 'repository', 'key'],
    unknownKey: true,
  });
});
