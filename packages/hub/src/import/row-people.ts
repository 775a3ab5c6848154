import { normaliseIdentity, type Resolved, resolveIdentities } from '@esplanade/core/identity'
import {
  type ConnectionId,
  IDENTITY_KINDS,
  type IdentityKey,
  type IdentityKind,
} from '@esplanade/core/schema'
import type { ErasureStore, IdentityStore, TableChunk } from '@esplanade/core/store'
import { areOfErased } from '../ingest/refuse-erased.ts'
import type { CheckedMapping } from './import-file.ts'

/** The people of a chunk as its rows name them, before the store is asked who they are. */
export interface RowPeople {
  /** Which person each row is about; -1 for a row without a usable identity, or of somebody who was erased. */
  readonly personOf: Int32Array
  /** The identities of each person. */
  readonly keys: readonly (readonly IdentityKey[])[]
  /** What the row's identity columns hold, as one text. */
  textOf(row: number): string
  /** Why a row is about nobody. */
  reason(row: number): string
  /** Looks these people up in one go, and creates those that are new. */
  resolve(store: IdentityStore, people: ReadonlySet<number>): Promise<ResolvedPeople>
}

/** Why a row of somebody who was erased is refused. */
const ERASED = 'about a person who was erased; "esplanade readmit" lets them in again'

interface ResolvedPeople {
  readonly known: ReadonlyMap<number, Resolved>
  /** Of them, those that the store did not have before. */
  readonly createdContacts: number
}

/** Reads who a chunk's rows are about. A file repeats its people, so each is normalised once. */
export async function rowPeople(
  chunk: TableChunk,
  mapping: CheckedMapping,
  state: ErasureStore,
): Promise<RowPeople> {
  const columns = identityColumns(chunk, mapping)
  const textOf = (row: number) => {
    let text = ''
    for (const { values } of columns) text += `${values[row] ?? ''}\u0000`
    return text
  }
  const seen = new Map<string, number>()
  const keys: IdentityKey[][] = []
  const personOf = new Int32Array(chunk.lines.length)
  for (let row = 0; row < personOf.length; row++) {
    const text = textOf(row)
    let person = seen.get(text)
    if (person === undefined) {
      const own = keysOf(columns, row, mapping.source as ConnectionId)
      person = own.length === 0 ? -1 : keys.push(own) - 1
      seen.set(text, person)
    }
    personOf[row] = person
  }
  const erased = await areOfErased(state, keys)
  const refused = new Set<number>()
  for (const [row, person] of personOf.entries()) {
    if (!erased[person]) continue
    refused.add(row)
    personOf[row] = -1
  }
  return {
    personOf,
    keys,
    textOf,
    reason: row => (refused.has(row) ? ERASED : missingReason(columns, row)),
    resolve: async (store, people) => {
      const wanted = [...people]
      const { rows, createdContacts } = await resolveIdentities(
        store,
        wanted.map(person => keys[person] as IdentityKey[]),
      )
      const known = new Map(wanted.map((person, index) => [person, rows[index] as Resolved]))
      return { known, createdContacts }
    },
  }
}

interface IdentityColumn {
  readonly kind: IdentityKind
  readonly name: string
  readonly values: readonly (string | null)[]
}

function identityColumns({ names, columns }: TableChunk, { identities }: CheckedMapping): IdentityColumn[] {
  return IDENTITY_KINDS.flatMap(kind => {
    const name = kind === 'vendor' ? undefined : identities[kind]
    return name === undefined ? [] : [{ kind, name, values: columns[names.indexOf(name)] ?? [] }]
  })
}

const keysOf = (columns: readonly IdentityColumn[], row: number, source: ConnectionId): IdentityKey[] =>
  columns.flatMap(({ kind, values }) => {
    const value = values[row]
    return value == null ? [] : (normaliseIdentity({ kind, value }, source) ?? [])
  })

/** Says which column is wrong, and never what it holds. */
function missingReason(columns: readonly IdentityColumn[], row: number): string {
  const filled = columns.filter(({ values }) => (values[row] ?? '').trim() !== '')
  if (filled.length === 0)
    return `no identity: ${columns.map(({ name }) => name).join(', ')} ${columns.length > 1 ? 'are' : 'is'} empty`
  return filled.map(({ kind, name }) => `${name} is no ${WORD[kind]}`).join('; ')
}

const WORD: Record<IdentityKind, string> = {
  email: 'e-mail address',
  phone: 'phone number with a country prefix such as +49',
  external: 'customer number',
  vendor: 'vendor id',
}
