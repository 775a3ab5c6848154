import { didYouMean } from '@esplanade/core/schema'
import type { SegmentDefinition } from '@esplanade/core/segments'
import { RequestError } from '../request-error.ts'

/** The definition with this id. Throws `RequestError` with the nearest id when there is none. */
export function findSegment(definitions: readonly SegmentDefinition[], id: string): SegmentDefinition {
  const definition = definitions.find(each => each.id === id)
  if (definition !== undefined) return definition
  const known = definitions.map(each => each.id)
  throw new RequestError(
    `"${id}" is no segment of this hub.${didYouMean(id, known)} It has ${known.join(', ') || 'none'}.`,
  )
}
