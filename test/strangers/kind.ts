import type { Place } from './places.ts';
import type { Result } from './round.ts';

/** Some servers of a kind, one after the other: each is started, tries every place, and is ended. */
export interface Kind {
  /** By the names that the command takes, in the order in which they are tried. */
  readonly servers: readonly string[];
  /** Whether a file is a script or a database of this kind. */
  readonly takes: (file: string) => boolean;
  start(server: string): Promise<Running>;
}

export interface Running {
  /** What it is called in a table: `MariaDB 10.11.18`. */
  readonly label: string;
  /** Loads what the place holds, and takes each database that comes of it the whole way. Keeps nothing of it. */
  tryPlace(place: Place): Promise<readonly Result[]>;
  stop(): Promise<void>;
}

export const isScript = (file: string) => file.endsWith('.sql');
