import type { ContactNo, Identity, IdentityKey, IdentityNo } from '../schema/index.ts'
import type { IdentityStore } from '../store/index.ts'
import type { Resolution, Resolved } from './resolve-identities.ts'

/**
 * `resolveIdentities` of rows with one key each. Such rows show nobody to be anybody else, so that each is
 * found or new by itself: most files name people by one column, and many of them.
 */
export async function resolveSingleKeys(
  store: Pick<IdentityStore, 'findIdentities' | 'reserveNumbers' | 'saveIdentities'>,
  keys: readonly IdentityKey[],
): Promise<Resolution> {
  const found: (Resolved | undefined)[] = [...(await store.findIdentities(keys))]
  const unknown = new Map<string, IdentityKey>()
  const spelled = ({ kind, connection, value }: IdentityKey) =>
    `${kind}\u0000${connection ?? ''}\u0000${value}`
  for (const [row, key] of keys.entries()) if (found[row] === undefined) unknown.set(spelled(key), key)
  const counts = { contacts: unknown.size, identities: unknown.size }
  const first = unknown.size === 0 ? undefined : await store.reserveNumbers(counts)
  if (first === undefined) return { rows: found as Resolved[], createdContacts: 0, merges: [] }
  const created = new Map<string, Identity>()
  for (const [spelling, key] of unknown) {
    const place = created.size
    created.set(spelling, {
      ...key,
      identityNo: (first.identityNo + place) as IdentityNo,
      contactNo: (first.contactNo + place) as ContactNo,
    })
  }
  await store.saveIdentities({ created: [...created.values()], merges: [] })
  const rows = keys.map((key, row) => found[row] ?? (created.get(spelled(key)) as Resolved))
  return { rows, createdContacts: created.size, merges: [] }
}
