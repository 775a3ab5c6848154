import { ask, type Context } from './api-request.ts'
import type { ObjectKind, RemoteRecord } from './records.ts'

/**
 * One contact per order: naming several would make one person of them. The list call brings them
 * along; after a search one more call asks for the whole page (200 of the 1,000 records it takes).
 */
export async function ownersOf(
  context: Context,
  { type }: ObjectKind,
  records: readonly RemoteRecord[],
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>()
  const unknown: string[] = []
  for (const { id, contactIds } of records) {
    if (contactIds === undefined) unknown.push(id)
    else if (contactIds[0] !== undefined) owners.set(id, contactIds[0])
  }
  if (unknown.length === 0) return owners
  const inputs = unknown.map(id => ({ id }))
  const { results } = await ask(context, `POST /crm/v4/associations/${type}/contacts/batch/read`, ({ crm }) =>
    crm.associations.v4.batchApi.getPageWithHttpInfo(type, 'contacts', { inputs }),
  )
  for (const { _from, to } of results) {
    if (to[0] !== undefined) owners.set(_from.id, to[0].toObjectId)
  }
  return owners
}
