import { type Instant, isoInstant, type SegmentId } from '@esplanade/core/schema'
import {
  canonicalJson,
  definitionDifference,
  diffMasks,
  formatProblem,
  resolveSegments,
  type SegmentDefinition,
} from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { readDefinitions } from '../segments.ts'
import { evaluateAsOf } from './evaluate-as-of.ts'
import { nameFirst } from './people.ts'
import type { DifferenceResult, SegmentDifference } from './results.ts'
import { definitionOf, storedVersions, versionNumbered } from './stored-versions.ts'

export interface DifferenceRequest {
  readonly segment?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly most: number
}

/**
 * What other rules would change, over the people known now: the files against what is stored, or two
 * versions of one segment. Both are evaluated at one instant, so only the rules differ. Saves nothing.
 */
export async function difference(hub: HubContext, request: DifferenceRequest): Promise<DifferenceResult> {
  const asOf = hub.clock.now()
  const { before, after } = await sidesOf(hub, request)
  const then = await membership(hub, before, asOf)
  const now = await membership(hub, after, asOf)
  const ids = [...new Set([...after.keys(), ...before.keys()])]
  const segments: SegmentDifference[] = []
  for (const id of request.segment === undefined ? ids : [request.segment]) {
    const [old = null, written = null] = [before.get(id), after.get(id)]
    const [was = NOBODY, is = NOBODY] = [then.get(id), now.get(id)]
    const { entered, left } = diffMasks(was.mask, is.mask)
    const same = old !== null && written !== null && canonicalJson(old) === canonicalJson(written)
    if (request.segment === undefined && same && entered.length + left.length === 0) continue
    segments.push({
      id,
      kind: old === null ? 'new' : written === null ? 'deleted' : same ? 'same' : 'changed',
      changes: same ? [] : definitionDifference(old, written),
      before: was.count,
      after: is.count,
      entering: { contacts: entered.length, named: await nameFirst(hub, entered, request.most) },
      leaving: { contacts: left.length, named: await nameFirst(hub, left, request.most) },
    })
  }
  return { asOf: isoInstant(asOf), segments }
}

type Definitions = ReadonlyMap<string, SegmentDefinition>
const NOBODY = { mask: new Uint32Array(), count: 0 }

/** The definitions on both sides. With versions named, all other segments are as in the files on both. */
async function sidesOf(
  hub: HubContext,
  { segment, from, to }: DifferenceRequest,
): Promise<{ before: Definitions; after: Definitions }> {
  const { state } = hub.store
  const { definitions } = await readDefinitions(hub.config, hub.folder)
  const files = new Map<string, SegmentDefinition>(definitions.map(each => [each.id, each]))
  if (from === undefined && to === undefined) {
    const stored = (await state.segments()).map(definitionOf)
    const before = new Map<string, SegmentDefinition>(stored.map(each => [each.id, each]))
    if (segment !== undefined && !before.has(segment) && !files.has(segment))
      await storedVersions(state, segment)
    return { before, after: files }
  }
  if (segment === undefined) throw new RequestError('Versions belong to a segment; name it.')
  if (from === undefined) throw new RequestError('Name the version to start from, too.')
  const versions = await storedVersions(state, segment)
  const withVersion = (number: number): Definitions =>
    new Map(files).set(segment, definitionOf(versionNumbered(versions, number)))
  return { before: withVersion(from), after: to === undefined ? files : withVersion(to) }
}

async function membership(hub: HubContext, definitions: Definitions, asOf: Instant) {
  const resolved = resolveSegments([...definitions.values()], hub.config.catalog)
  if (!resolved.ok) {
    const problems = resolved.problems.map(formatProblem).join('\n')
    throw new RequestError(`These rules do not fit the rest of the hub as it is now:\n${problems}`)
  }
  const { segments } = await evaluateAsOf(hub, asOf, resolved.value)
  return segments as ReadonlyMap<SegmentId | string, { mask: Uint32Array; count: number }>
}
