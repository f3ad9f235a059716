// What the shim has Node load before the real CLI, which then starts as fast as without a shim.
require('./compile-cache.cjs')();
require('../dist/cli-preload.cjs');
