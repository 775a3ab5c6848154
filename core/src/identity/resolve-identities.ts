import type { ContactNo, Identity, IdentityKey, IdentityNo } from '../schema/index.ts'
import type { IdentityStore, Merge } from '../store/index.ts'
import { disjointSets } from './disjoint-sets.ts'
import { type KeptApart, keptApart } from './kept-apart.ts'
import { resolveSingleKeys } from './resolve-single-keys.ts'

/** What a resolution asks of a store. */
type ResolvingStore = Pick<
  IdentityStore,
  'findIdentities' | 'reserveNumbers' | 'saveIdentities' | 'separations'
>

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
 * merges those that a row shows to be one, into the older number, unless they were taken apart before:
 * then a row is about the one whom its first known identity names. Every row needs at least one key.
 */
export async function resolveIdentities(
  store: ResolvingStore,
  rows: readonly (readonly IdentityKey[])[],
): Promise<Resolution> {
  const single = singleKeys(rows)
  if (single !== undefined) return resolveSingleKeys(store, single)
  const { keys, rowKeys } = number(rows)
  const known = await store.findIdentities(keys)
  const apart = await separated(store, known)
  const sets = disjointSets(keys.length)
  for (const members of rowKeys) joinRow(members, known, sets, apart)
  joinByContact(known, sets)

  const { contactOfSet, becomes, merges } = survivors(known, sets, apart)
  const contactOf = (key: number): ContactNo =>
    becomes.get(known[key]?.contactNo as ContactNo) ?? (contactOfSet.get(sets.find(key)) as ContactNo)
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
      contactNo: contactOf(key),
    }
  })
  if (created.length > 0 || merges.length > 0) await store.saveIdentities({ created, merges })
  return {
    rows: rowKeys.map(members => {
      const key = members[0] as number
      return {
        contactNo: contactOf(key),
        identityNo: identityNos[key] as IdentityNo,
      }
    }),
    createdContacts: newSets.length,
    merges,
  }
}

/** The keys of rows that have one each. */
function singleKeys(rows: readonly (readonly IdentityKey[])[]): IdentityKey[] | undefined {
  const keys: IdentityKey[] = []
  for (const row of rows) {
    if (row.length !== 1) return undefined
    keys.push(row[0] as IdentityKey)
  }
  return keys
}

/** Gives every distinct key a number. Throws `RangeError` for a row without one. */
function number(rows: readonly (readonly IdentityKey[])[]) {
  // By kind and connection first: there are few of these, and a value is looked up as it is.
  const numbersOf = new Map<string, Map<string, Map<string, number>>>()
  const keys: IdentityKey[] = []
  const rowKeys = rows.map((row, index) => {
    if (row.length === 0) throw new RangeError(`Row ${index} has no identity; reject it before resolving.`)
    return row.map(key => {
      const ofKind = entry(numbersOf, key.kind, () => new Map<string, Map<string, number>>())
      const numberOf = entry(ofKind, key.connection ?? '', () => new Map<string, number>())
      return entry(numberOf, key.value, () => keys.push(key) - 1)
    })
  })
  return { keys, rowKeys }
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
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

/** Contacts among these that are known not to be one person. */
async function separated(
  store: ResolvingStore,
  known: readonly (Identity | undefined)[],
): Promise<KeptApart> {
  const contacts = new Set(known.flatMap(identity => identity?.contactNo ?? []))
  return keptApart(contacts.size < 2 ? [] : await store.separations([...contacts]))
}

/** All identities of a row are one person's, but for those of somebody from whom its first known one was taken apart. */
function joinRow(
  members: readonly number[],
  known: readonly (Identity | undefined)[],
  sets: ReturnType<typeof disjointSets>,
  apart: KeptApart,
): void {
  const first = members.find(key => known[key] !== undefined)
  const who = first === undefined ? undefined : known[first]?.contactNo
  for (const key of members) {
    const other = known[key]?.contactNo
    if (who !== undefined && other !== undefined && apart.areApart(who, other)) continue
    sets.join(members[0] as number, key)
  }
}

/** The oldest number of each set survives: it is the one that other systems have seen longest. */
function survivors(
  known: readonly (Identity | undefined)[],
  sets: ReturnType<typeof disjointSets>,
  apart: KeptApart,
) {
  const contactsOfSet = new Map<number, Set<ContactNo>>()
  known.forEach((identity, key) => {
    if (identity === undefined) return
    const set = sets.find(key)
    contactsOfSet.set(set, (contactsOfSet.get(set) ?? new Set()).add(identity.contactNo))
  })
  const contactOfSet = new Map<number, ContactNo>()
  const becomes = new Map<ContactNo, ContactNo>()
  const merges: Merge[] = []
  for (const [set, contacts] of contactsOfSet) {
    contactOfSet.set(set, Math.min(...contacts) as ContactNo)
    if (contacts.size === 1) continue
    for (const [from, into] of apart.survivors(contacts)) {
      becomes.set(from, into)
      if (from !== into) merges.push({ from, into })
    }
  }
  return { contactOfSet, becomes, merges }
}
