import type { ContactNo, Identity, IdentityKey, IdentityNo } from '../schema/index.ts'
import type { IdentityStore, Merge } from '../store/index.ts'
import { disjointSets } from './disjoint-sets.ts'

/** Who a row is about. */
export interface Resolved {
  readonly contactNo: ContactNo
  /** The identity of the row's first key: what its facts are filed under, so that an unmerge can split them. */
  readonly identityNo: IdentityNo
}

export interface Resolution {
  /** Aligned with the rows. */
  readonly rows: readonly Resolved[]
  readonly createdContacts: number
  readonly merges: readonly Merge[]
}

/**
 * Finds the contact of each row, where a row is all identities that a source gave for one person:
 * rows that share an identity, with each other or with the store, are one contact (union-find over
 * the whole batch, so the order of rows changes nothing). Creates contacts for the unknown and
 * merges those that a row shows to be one, into the older number. Every row needs at least one key.
 */
export async function resolveIdentities(
  store: IdentityStore,
  rows: readonly (readonly IdentityKey[])[],
): Promise<Resolution> {
  const { keys, rowKeys } = number(rows)
  const known = await store.findIdentities(keys)
  const sets = disjointSets(keys.length)
  for (const members of rowKeys) for (const key of members) sets.join(members[0] as number, key)
  joinByContact(known, sets)

  const { contactOfSet, merges } = survivors(known, sets)
  const newSets = [...new Set(keys.map((_, key) => sets.find(key)))].filter(set => !contactOfSet.has(set))
  const newKeys = keys.map((_, key) => key).filter(key => known[key] === undefined)
  const first = await store.reserveNumbers({ contacts: newSets.length, identities: newKeys.length })
  newSets.forEach((set, index) => {
    contactOfSet.set(set, (first.contactNo + index) as ContactNo)
  })
  const identityNos = known.map(identity => identity?.identityNo)
  const created = newKeys.map((key, index): Identity => {
    const identityNo = (first.identityNo + index) as IdentityNo
    identityNos[key] = identityNo
    return {
      ...(keys[key] as IdentityKey),
      identityNo,
      contactNo: contactOfSet.get(sets.find(key)) as ContactNo,
    }
  })
  if (created.length > 0 || merges.length > 0) await store.saveIdentities({ created, merges })
  return {
    rows: rowKeys.map(members => {
      const key = members[0] as number
      return {
        contactNo: contactOfSet.get(sets.find(key)) as ContactNo,
        identityNo: identityNos[key] as IdentityNo,
      }
    }),
    createdContacts: newSets.length,
    merges,
  }
}

/** Gives every distinct key a number. Throws `RangeError` for a row without one. */
function number(rows: readonly (readonly IdentityKey[])[]) {
  const numberOf = new Map<string, number>()
  const keys: IdentityKey[] = []
  const rowKeys = rows.map((row, index) => {
    if (row.length === 0) throw new RangeError(`Row ${index} has no identity; reject it before resolving.`)
    return row.map(key => {
      const text = `${key.kind}\u0000${key.connection ?? ''}\u0000${key.value}`
      let no = numberOf.get(text)
      if (no === undefined) {
        no = keys.push(key) - 1
        numberOf.set(text, no)
      }
      return no
    })
  })
  return { keys, rowKeys }
}

/** Two identities that the store already gives to one contact are one set, whatever the rows say. */
function joinByContact(
  known: readonly (Identity | undefined)[],
  sets: ReturnType<typeof disjointSets>,
): void {
  const keyOfContact = new Map<ContactNo, number>()
  known.forEach((identity, key) => {
    if (identity === undefined) return
    const other = keyOfContact.get(identity.contactNo)
    if (other === undefined) keyOfContact.set(identity.contactNo, key)
    else sets.join(other, key)
  })
}

/** The oldest number of each set survives: it is the one that other systems have seen longest. */
function survivors(known: readonly (Identity | undefined)[], sets: ReturnType<typeof disjointSets>) {
  const contactsOfSet = new Map<number, Set<ContactNo>>()
  known.forEach((identity, key) => {
    if (identity === undefined) return
    const set = sets.find(key)
    contactsOfSet.set(set, (contactsOfSet.get(set) ?? new Set()).add(identity.contactNo))
  })
  const contactOfSet = new Map<number, ContactNo>()
  const merges: Merge[] = []
  for (const [set, contacts] of contactsOfSet) {
    const into = Math.min(...contacts) as ContactNo
    contactOfSet.set(set, into)
    for (const from of contacts) if (from !== into) merges.push({ from, into })
  }
  return { contactOfSet, merges }
}
