/** What can be told of a repository without opening it. */
import { join } from 'node:path';
import type { RepositoryPlace } from '../../policy/policy.ts';

/** For people, without a password. */
export function nameOf(place: RepositoryPlace): string {
  if (typeof place === 'string') return place;
  if (place.kind === 'folder') return place.path;
  // Up to the last `@`: too much is left out before too little.
  return place.repository.reveal().replace(/\/\/.*@/, '//');
}

/** What names a backup in messages: of a folder, the path. */
export function pathOf(place: RepositoryPlace, id: string): string {
  return folderOf(place) === undefined ? `${nameOf(place)}#${id}` : join(folderOf(place) ?? '', id);
}

/** The folder that is the repository; undefined where it is none of this machine's. */
export function folderOf(place: RepositoryPlace): string | undefined {
  if (typeof place === 'string') return place;
  return place.kind === 'folder' ? place.path : undefined;
}

/** The local folder in which backups are made ready. Of a plain folder, itself: a rename then makes them whole. */
export function stagingOf(place: RepositoryPlace): string {
  return typeof place === 'string' ? place : place.staging;
}

/** The folder with the locks: one that whoever shares the repository sees, where there is such a folder. */
export function locksHomeOf(place: RepositoryPlace): string {
  return folderOf(place) ?? stagingOf(place);
}

/** Local folders in which a killed command may have left something. */
export function localFoldersOf(place: RepositoryPlace): string[] {
  return [...new Set([stagingOf(place), locksHomeOf(place)])];
}
