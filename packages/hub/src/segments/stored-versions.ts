import { didYouMean, isoInstant, type SegmentId } from '@esplanade/core/schema'
import { formatProblem, parseSegmentJson, type SegmentDefinition } from '@esplanade/core/segments'
import type { SegmentVersion, StateStore } from '@esplanade/core/store'
import { RequestError } from '../request-error.ts'

/** Every version of a segment, oldest first. Throws `RequestError` when none was ever stored. */
export async function storedVersions(state: StateStore, id: string): Promise<readonly SegmentVersion[]> {
  const versions = await state.segmentVersions(id as SegmentId)
  if (versions.length > 0) return versions
  const known = (await state.segments()).map(segment => segment.id)
  throw new RequestError(
    `No version of "${id}" is stored; the first evaluation stores one.${didYouMean(id, known)}`,
  )
}

/** The newest of the versions with this number. Throws `RequestError` when there is none. */
export function versionNumbered(versions: readonly SegmentVersion[], number: number): SegmentVersion {
  const found = versions.findLast(({ version }) => version === number)
  if (found !== undefined) return found
  const known = [...new Set(versions.map(({ version }) => version))].join(', ')
  throw new RequestError(`There is no version ${number}; stored are ${known}.`)
}

/** A stored definition, read. Throws `RequestError` for one that this release no longer understands. */
export function definitionOf(stored: Pick<SegmentVersion, 'definition' | 'savedAt'>): SegmentDefinition {
  const parsed = parseSegmentJson(stored.definition, `stored at ${isoInstant(stored.savedAt)}`)
  const [definition] = parsed.ok ? parsed.definitions : []
  if (definition !== undefined) return definition
  const problems = parsed.ok ? [] : parsed.problems.map(formatProblem)
  throw new RequestError(`A stored definition can no longer be read:\n${problems.join('\n')}`)
}
