import { normaliseIdentity, type Resolved, resolveIdentities } from '@esplanade/core/identity'
import {
  type ConnectionId,
  IDENTITY_KINDS,
  type IdentityKey,
  type IdentityKind,
} from '@esplanade/core/schema'
import {
  type ErasureStore,
  type IdentityStore,
  NO_VALUES,
  type TableChunk,
  type TableColumn,
  valueAt,
} from '@esplanade/core/store'
import { areOfErased } from '../ingest/refuse-erased.ts'
import { byText, type ReadColumn } from './by-text.ts'
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

/** Reads who rows are about. A file repeats its people, so each spelling is normalised once. */
export function rowPeople(
  mapping: CheckedMapping,
  state: ErasureStore,
): (chunk: TableChunk) => Promise<RowPeople> {
  const kinds = IDENTITY_KINDS.flatMap(kind => {
    const name = kind === 'vendor' ? undefined : mapping.identities[kind]
    return name === undefined ? [] : [{ kind, name, keys: keysByText(kind, mapping.source as ConnectionId) }]
  })
  return chunk =>
    peopleOf(
      chunk,
      kinds.map(({ kind, name, keys }) => {
        const values = chunk.columns[chunk.names.indexOf(name)] ?? NO_VALUES
        return { kind, name, values, keyAt: keys(values) }
      }),
      state,
    )
}

const keysByText = (kind: IdentityKind, source: ConnectionId): ReadColumn<IdentityKey | 'none'> =>
  byText(value => normaliseIdentity({ kind, value }, source) ?? 'none')

interface IdentityColumn {
  readonly kind: IdentityKind
  readonly name: string
  readonly values: TableColumn
  readonly keyAt: (row: number) => IdentityKey | 'none' | null
}

async function peopleOf(
  chunk: TableChunk,
  columns: readonly IdentityColumn[],
  state: ErasureStore,
): Promise<RowPeople> {
  const textOf = (row: number) => {
    let text = ''
    for (const { values } of columns) text += `${valueAt(values, row) ?? ''}\u0000`
    return text
  }
  const keys: (readonly IdentityKey[])[] = []
  const personAt = (row: number): number => {
    const own = columns.flatMap(({ keyAt }) => {
      const key = keyAt(row)
      return key === null || key === 'none' ? [] : key
    })
    return own.length === 0 ? NOBODY : keys.push(own) - 1
  }
  const personOf = personsOf(chunk.lines.length, columns, textOf, personAt)
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
        wanted.map(person => keys[person] as readonly IdentityKey[]),
      )
      const known = new Map(wanted.map((person, index) => [person, rows[index] as Resolved]))
      return { known, createdContacts }
    },
  }
}

const NOBODY = -1
const NOT_MET = -2

/** Which person each row is about, asking `personAt` once for rows that say the same. */
function personsOf(
  rowCount: number,
  columns: readonly IdentityColumn[],
  textOf: (row: number) => string,
  personAt: (row: number) => number,
): Int32Array {
  const persons = new Int32Array(rowCount)
  const [only, ...others] = columns
  const codes = others.length === 0 ? only?.values.codes : null
  if (only !== undefined && codes != null) {
    const byCode = new Int32Array(only.values.texts.length).fill(NOT_MET)
    for (let row = 0; row < rowCount; row++) {
      const code = codes[row] as number
      if (byCode[code] === NOT_MET) byCode[code] = personAt(row)
      persons[row] = byCode[code] as number
    }
    return persons
  }
  // A text that is put together is slow to look up; the values of one column are looked up as they are.
  const personText = only && others.length === 0 ? (row: number) => valueAt(only.values, row) ?? '' : textOf
  const seen = new Map<string, number>()
  for (let row = 0; row < rowCount; row++) {
    const text = personText(row)
    const person = seen.get(text) ?? personAt(row)
    seen.set(text, person)
    persons[row] = person
  }
  return persons
}

/** Says which column is wrong, and never what it holds. */
function missingReason(columns: readonly IdentityColumn[], row: number): string {
  const filled = columns.filter(({ values }) => (valueAt(values, row) ?? '').trim() !== '')
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
