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
  // People come again and again in a page of events: each identity is asked for once.
  const numbers = new Map<string, number>()
  const keys: IdentityKey[] = []
  const asked = rows.map(row =>
    row.map(key => {
      const text = `${key.kind}\u0000${key.connection ?? ''}\u0000${key.value}`
      const number = numbers.get(text) ?? keys.push(key) - 1
      numbers.set(text, number)
      return number
    }),
  )
  const erased = await state.areErased(keys)
  return asked.map(row => row.some(number => erased[number]))
}

/** The identity of a member within its connection. */
export const vendorKey = (value: string, connection: ConnectionId): IdentityKey => ({
  kind: 'vendor',
  value,
  connection,
})
