/** Loaded by Node into the real CLI, before that CLI. */
import { preload } from '../channel/preload.ts';
import { gateWithin } from '../gate/within-cli.ts';
import { createHost } from '../host.ts';

preload(createHost(), gateWithin);
