/**
 * `import 'prisma-interlock/env'` in a config file that `init` made: a config file switches off Prisma 6's own reading of `.env`,
 * so it is read here, from the same files and by the same rules (tryLoadEnvs.ts and getEnvPaths.ts of @prisma/internals 6).
 */

import { createHost } from '../host.ts';
import { loadEnvFiles } from '../project/env-files.ts';

loadEnvFiles(createHost());
