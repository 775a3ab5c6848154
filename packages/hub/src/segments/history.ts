import { isoInstant } from '@esplanade/core/schema'
import { canonicalJson, definitionDifference, type SegmentDefinition } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { readDefinitions } from '../segments.ts'
import type { HistoryResult } from './results.ts'
import { definitionOf, storedVersions } from './stored-versions.ts'

/** Every version that a segment had, each with what it changed, and what its file would change next. */
export async function history(hub: HubContext, { segment }: { segment: string }): Promise<HistoryResult> {
  const stored = await storedVersions(hub.store.state, segment)
  let before: SegmentDefinition | null = null
  let number: number | null = null
  const versions: HistoryResult['versions'][number][] = []
  for (const version of stored) {
    // An id that came back after its deletion began anew.
    if (version.segmentNo !== number) before = null
    number = version.segmentNo
    const after = definitionOf(version)
    versions.push({
      version: version.version,
      title: version.title,
      savedAt: isoInstant(version.savedAt),
      author: version.author,
      deletedAt: version.deletedAt === null ? null : isoInstant(version.deletedAt),
      changes: definitionDifference(before, after),
    })
    before = after
  }
  const { definitions } = await readDefinitions(hub.config, hub.folder)
  const written = definitions.find(({ id }) => id === segment) ?? null
  const living = stored.at(-1)?.deletedAt === null ? before : null
  const unchanged = written && living ? canonicalJson(written) === canonicalJson(living) : written === living
  return { id: segment, versions, unsaved: unchanged ? null : definitionDifference(living, written) }
}
