import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { SegmentFile } from '@esplanade/core/segments'
import { ConfigError } from '../config-error.ts'

/** `vip.test.yaml` holds tests of segments; every other YAML file of the folder, and of those in it, holds segments. */
const TEST = /\.test\.ya?ml$/i
const YAML = /\.ya?ml$/i

/** The files that define segments, by name. Throws `ConfigError` when the folder does not exist. */
export const definitionFiles = (folder: string, segments: string): Promise<SegmentFile[]> =>
  filesOf(folder, segments, name => YAML.test(name) && !TEST.test(name))

/** The files that test segments, by name. Throws `ConfigError` when the folder does not exist. */
export const testFiles = (folder: string, segments: string): Promise<SegmentFile[]> =>
  filesOf(folder, segments, name => TEST.test(name))

async function filesOf(
  folder: string,
  segments: string,
  isWanted: (name: string) => boolean,
): Promise<SegmentFile[]> {
  const path = resolve(folder, segments)
  const names = (await namesIn(path, segments)).filter(isWanted).sort()
  return Promise.all(
    names.map(async name => ({ file: join(segments, name), text: await readFile(join(path, name), 'utf8') })),
  )
}

async function namesIn(path: string, segments: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => !entry.isDirectory())
      .map(entry => relative(path, join(entry.parentPath, entry.name)))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')))
      throw error
    throw new ConfigError(
      [`segments: the folder "${segments}" does not exist; create it, or name another one.`],
      { cause: error },
    )
  }
}
