#!/usr/bin/env node
import { main } from './main.ts'
import { processWorld } from './process-world.ts'

const exitCode = await main(process.argv.slice(2), processWorld())
// Idle connections of vendor SDKs would keep the process for seconds; what was printed goes out first.
process.stdout.write('', () => process.exit(exitCode))
