import { days, type PulledGone, readPages, sweepStream } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import { CONTAINER } from './account.ts'
import type { Context } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { splitList, TECHNICAL } from './properties.ts'
import { CONTACTS, listRecords, listRoute, readRecords } from './records.ts'

/**
 * Finds contacts that were erased for good: no list of HubSpot's names them. Once a week, a call per
 * hundred contacts; archived and merged ones that a pull missed come up as well.
 */
export const sweepContacts = sweepStream<HubspotConfig, Client>({
  name: 'contact_sweep',
  everyMs: days(7),
  containers: async () => [CONTAINER],
  async *present(context) {
    const pages = readPages(listRoute(CONTACTS), async cursor => {
      const after = cursor ?? undefined
      const { records: data, after: next } = await listRecords(context, CONTACTS, [], { after })
      return { data, next }
    })
    for await (const records of pages) yield records.map(({ id }) => id)
  },
  confirm: (context, _container, remoteIds) => confirmGone(context, remoteIds),
})

type Gone = Pick<PulledGone, 'remoteId' | 'reason' | 'mergedInto'>

async function confirmGone(context: Context, ids: readonly string[]): Promise<Gone[]> {
  const living = await readRecords(context, CONTACTS, { ids, properties: [TECHNICAL.mergedIds] })
  const here = new Set(living.map(({ id }) => id))
  // The id of a contact that was merged away answers with its survivor.
  const survivors = new Map(
    living.flatMap(({ id, properties }) => splitList(properties[TECHNICAL.mergedIds]).map(old => [old, id])),
  )
  const lost = ids.filter(id => !here.has(id) && !survivors.has(id))
  const archive = await readRecords(context, CONTACTS, { ids: lost, properties: [], archived: true })
  const archived = new Set(archive.map(({ id }) => id))
  return ids.flatMap((remoteId): Gone[] => {
    if (here.has(remoteId)) return []
    const mergedInto = survivors.get(remoteId)
    if (mergedInto !== undefined) return [{ remoteId, reason: 'merged', mergedInto }]
    return [{ remoteId, reason: archived.has(remoteId) ? 'archived' : 'deleted' }]
  })
}
