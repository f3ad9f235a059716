#!/usr/bin/env node
import start from './start.cjs';

await start('dropdb');
