import {
  type ContactNo,
  type Identity,
  type IdentityKey,
  type IdentityNo,
  identityText,
} from '../schema/index.ts'
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
  for (const [row, key] of keys.entries()) if (found[row] === undefined) unknown.set(identityText(key), key)
  const counts = { contacts: unknown.size, identities: unknown.size }
  const first = unknown.size === 0 ? undefined : await store.reserveNumbers(counts)
  if (first === undefined) return { rows: found as Resolved[], createdContacts: 0, merges: [] }
  const created = new Map<string, Identity>()
  for (const [text, key] of unknown) {
    const place = created.size
    created.set(text, {
      ...key,
      identityNo: (first.identityNo + place) as IdentityNo,
      contactNo: (first.contactNo + place) as ContactNo,
    })
  }
  await store.saveIdentities({ created: [...created.values()], merges: [] })
  const rows = keys.map((key, row) => found[row] ?? (created.get(identityText(key)) as Resolved))
  return { rows, createdContacts: created.size, merges: [] }
}
