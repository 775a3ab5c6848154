import { ConnectorError, type MembersPage, type TargetInfo, type TargetRef } from '@esplanade/connector-kit'
import { answered } from './client.ts'
import { filterText, type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
const READ_ONLY =
  'It is a segment: Klaviyo fills it by its own rule, and nobody can be put into it. Choose a list, or a name that is free.'

/**
 * The segment of this name; no two share one. A key without `segments:read` has none to find: lists are
 * looked for, made and filled without that permission.
 */
export async function findSegment(
  context: KlaviyoContext,
  target: TargetRef,
): Promise<TargetInfo | undefined> {
  const filter = `any(name,[${filterText(target.name)}])`
  const pages = walkCollection(context, ROUTES.segments, page =>
    answered(context.client.segments.getSegments({ filter, ...page })),
  )
  try {
    for await (const { items } of pages) {
      const found = items.find(({ attributes }) => attributes.name === target.name)
      if (found) return { ...target, remoteId: found.id, readOnly: READ_ONLY }
    }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.failure.status !== 403) throw error
  }
  return undefined
}

/** Who is in a segment, as of Klaviyo's last look: it says neither when that was nor who left since. */
export async function* readSegment(
  context: KlaviyoContext,
  { remoteId }: TargetInfo,
): AsyncGenerator<MembersPage> {
  const pages = walkCollection(context, ROUTES.segmentMembers, page =>
    answered(context.client.segments.getProfileIdsForSegment(remoteId, { pageSize: PAGE_SIZE, ...page })),
  )
  for await (const { items } of pages) yield { remoteIds: items.map(({ id }) => id) }
}
