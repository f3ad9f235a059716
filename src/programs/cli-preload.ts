/** Loaded by Node into the real CLI, before that CLI. */
import { preload } from '../channel/preload.ts';
import { createHost } from '../host.ts';

preload(createHost());
