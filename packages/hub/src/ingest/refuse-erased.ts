import type { ConnectionId, IdentityKey } from '@esplanade/core/schema'
import type { ErasureStore } from '@esplanade/core/store'

/**
 * Which of these rows are about somebody who was erased: one of their identities is. Such a row is refused
 * whole, since whatever else it says is about the same person.
 */
export async function areOfErased(
  state: ErasureStore,
  rows: readonly (readonly IdentityKey[])[],
): Promise<readonly boolean[]> {
  const erased = await state.areErased(rows.flat())
  let key = 0
  return rows.map(row => {
    let isErased = false
    for (const end = key + row.length; key < end; key++) isErased ||= erased[key] === true
    return isErased
  })
}

/** The identity of a member within its connection. */
export const vendorKey = (value: string, connection: ConnectionId): IdentityKey => ({
  kind: 'vendor',
  value,
  connection,
})
