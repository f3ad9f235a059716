// Loaded into every process of a test: the home that the system's own list of users names is a folder of that test.
const os = require('node:os');
const { join } = require('node:path');
const { userInfo } = os;
const homedir = process.env.TEST_HOME ?? join(os.tmpdir(), 'prisma-interlock-tests-home');
require('node:fs').mkdirSync(homedir, { recursive: true });
os.userInfo = (options) => ({ ...userInfo(options), homedir });
