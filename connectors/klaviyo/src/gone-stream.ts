import { days, type Stream, sweepStream } from '@esplanade/connector-kit'
import { answered, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { findProfiles } from './find-profiles.ts'
import { walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
/** A hundred thousand profiles are a thousand calls, a minute and a half of the tier. */
const SWEEP_EVERY_MS = days(7)

/**
 * Profiles that were erased, or merged into another one, which deletes them as well: the vendor tells of
 * neither. The survivor of a merge comes with the next pull of contacts and has the other's identifiers.
 */
export const goneStream: Stream<KlaviyoConfig, KlaviyoClient> = sweepStream({
  name: 'gone_profiles',
  everyMs: SWEEP_EVERY_MS,
  containers: async () => [''],
  async *present(context) {
    const pages = walkCollection(context, ROUTES.profiles, page =>
      answered(
        context.client.profiles.getProfiles({
          fieldsProfile: ['id'],
          pageSize: PAGE_SIZE,
          sort: 'id',
          ...page,
        }),
      ),
    )
    for await (const { items } of pages) yield items.flatMap(({ id }) => id ?? [])
  },
  async confirm(context, _container, remoteIds) {
    const there = new Set<string | null | undefined>()
    for await (const { id } of findProfiles(context, 'id', remoteIds)) there.add(id)
    return remoteIds.filter(id => !there.has(id)).map(remoteId => ({ remoteId, reason: 'deleted' }))
  },
})
