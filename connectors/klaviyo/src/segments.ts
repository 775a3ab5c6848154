import { type MembersPage, onFailure, type TargetInfo, type TargetRef } from '@esplanade/connector-kit'
import type { Context } from './client.ts'
import { filterText, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
const READ_ONLY =
  'It is a segment: Klaviyo fills it by its own rule, and nobody can be put into it. Choose a list, or a name that is free.'

/**
 * The segment of this name; no two share one. A key without `segments:read` has none to find: lists are
 * looked for, made and filled without that permission.
 */
export async function findSegment(context: Context, target: TargetRef): Promise<TargetInfo | undefined> {
  const filter = `any(name,[${filterText(target.name)}])`
  const look = async () => {
    const pages = walkCollection(context, ROUTES.segments, ({ segments }, page) =>
      segments.getSegments({ filter, ...page }),
    )
    for await (const { items } of pages) {
      const found = items.find(({ attributes }) => attributes.name === target.name)
      if (found) return { ...target, remoteId: found.id, readOnly: READ_ONLY }
    }
    return undefined
  }
  return onFailure('auth', look(), error => {
    if (error.failure.status !== 403) throw error
    return undefined
  })
}

/** Who is in a segment, as of Klaviyo's last look: it says neither when that was nor who left since. */
export async function* readSegment(context: Context, { remoteId }: TargetInfo): AsyncGenerator<MembersPage> {
  const pages = walkCollection(context, ROUTES.segmentMembers, ({ segments }, page) =>
    segments.getProfileIdsForSegment(remoteId, { pageSize: PAGE_SIZE, ...page }),
  )
  for await (const { items } of pages) yield { remoteIds: items.map(({ id }) => id) }
}
