import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The folder with real data sets and the vendors' API descriptions, which are too large, or not
 * ours, to keep in the repository. The one place that reads the variable: where the folder is
 * absent the tests that need it are skipped, and counted as skipped.
 */
export const referenceDir: string | undefined = existing(process.env.ESPLANADE_REFERENCE_DIR)

/** A file of the reference folder's `data`. Throws where there is no such folder: guard with `referenceDir`. */
export const referenceData = (name: string): string => inside('data', name)

/** A vendor's API description in the reference folder's `specs`. Throws as `referenceData` does. */
export const referenceSpec = (name: string): string => inside('specs', name)

function inside(folder: 'data' | 'specs', name: string): string {
  if (referenceDir === undefined)
    throw new Error('ESPLANADE_REFERENCE_DIR is not set; skip tests that need it.')
  return join(referenceDir, folder, name)
}

function existing(folder: string | undefined): string | undefined {
  return folder !== undefined && existsSync(join(folder, 'data')) ? folder : undefined
}
