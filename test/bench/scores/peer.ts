import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeatureTable } from '@esplanade/core/scores'

/** scikit-learn on the same rows: the measure that the scores' speed is held to. */
export interface Peer {
  readonly version: string
  /** Seconds of processor time of one fit and what else peer.py says of it. Each call is a process of its own, on one thread. */
  fit(model: string, parameters: object): { readonly seconds: number; readonly [measure: string]: unknown }
  close(): void
}

/** Debian's own interpreter, where its package lies; another one on the PATH would not see it. */
const PYTHON = '/usr/bin/python3'
export const HOW_TO_INSTALL = 'apt-get install python3-sklearn (scikit-learn 1.2.1 in Debian 12)'

const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

/** Undefined where scikit-learn is not installed. */
export function openPeer({ rows, columns }: FeatureTable, labels: Uint8Array): Peer | undefined {
  const version = installedVersion()
  if (version === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'esplanade-bench-'))
  const data = join(folder, 'rows.f64')
  const cells = new Float64Array(rows * (columns.length + 1))
  for (const [place, column] of columns.entries()) cells.set(column, place * rows)
  cells.set(labels, columns.length * rows)
  writeFileSync(data, new Uint8Array(cells.buffer))
  return {
    version,
    fit(model, parameters) {
      const script = join(import.meta.dirname, 'peer.py')
      const options = [script, data, String(rows), String(columns.length), model, JSON.stringify(parameters)]
      const answer = execFileSync(PYTHON, options, { env: ONE_THREAD, encoding: 'utf8' })
      return JSON.parse(answer)
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}

function installedVersion(): string | undefined {
  try {
    const options = ['-c', 'import sklearn; print(sklearn.__version__)']
    return execFileSync(PYTHON, options, { env: ONE_THREAD, encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    // No interpreter and no package come to the same: there is no peer, and the caller says so.
    return undefined
  }
}
