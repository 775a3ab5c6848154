import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { CliError } from '../error-report.ts'

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the final NUL included. */
const MAX_SOCKET_PATH_BYTES = 100

/**
 * Where the owner of a store file listens: beside the file, so that whoever sees the one sees the other;
 * in a private folder of the temporary directory, under a hash of the real path, when that is too long.
 */
export function socketPath(file: string, temporary: string): string {
  const real = realFile(file)
  const beside = `${real}.sock`
  if (fits(beside)) return beside
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 16)
  const path = join(privateFolder(temporary), `${hash}.sock`)
  if (fits(path)) return path
  throw new CliError(
    'store',
    `The temporary directory ${temporary} has too long a name for a socket; set TMPDIR to a shorter one.`,
  )
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES
}

/** The file that a path means, through links, whether or not it exists yet. */
function realFile(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    // Not there yet: its folder may be. If not, opening the store says so.
  }
  try {
    return join(realpathSync(dirname(file)), basename(file))
  } catch {
    return resolve(file)
  }
}

/** Nobody else may put a socket there, or requests would go to a stranger. */
function privateFolder(temporary: string): string {
  const user = process.getuid?.() ?? 0
  const folder = join(temporary, `esplanade-${user}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  if (uid !== user || (mode & 0o077) !== 0) {
    throw new CliError(
      'store',
      `The folder ${folder} can be written by others; remove it, or set TMPDIR to a folder of your own.`,
    )
  }
  return folder
}
