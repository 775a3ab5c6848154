import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const FOLDER = join(import.meta.dirname, 'engine')
const LONGEST_MS = 10 * 60_000

/**
 * Run before the tests: installs the engine from its own lockfile, once. It is kept out of the workspace
 * because it is 178 MB that no user of the packages needs.
 */
async function installEngine(): Promise<void> {
  if (existsSync(join(FOLDER, 'node_modules', 'chdb', 'package.json'))) return
  const install = ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline']
  try {
    const running = promisify(execFile)('npx', install, { cwd: FOLDER, timeout: LONGEST_MS })
    // Whoever waits for an answer on standard input would wait for ever.
    running.child.stdin?.end()
    await running
  } catch (cause) {
    throw new Error(
      `The ClickHouse engine for tests could not be installed. Run "npx -y pnpm@12 install" in ${FOLDER} and read its first error.`,
      { cause },
    )
  }
}

await installEngine()
