import { normaliseIdentity, type Resolved, resolveIdentities } from '@esplanade/core/identity'
import {
  type ConnectionId,
  IDENTITY_KINDS,
  type IdentityKey,
  type IdentityKind,
} from '@esplanade/core/schema'
import type { IdentityStore, TableChunk } from '@esplanade/core/store'
import type { CheckedMapping } from './import-file.ts'

/** Who each row of a chunk is about, and why some are about nobody. */
export interface RowPeople {
  /** Aligned with the rows; undefined for a row without a usable identity. */
  readonly who: readonly (Resolved | undefined)[]
  readonly keys: readonly (readonly IdentityKey[])[]
  /** The reason for the undefined ones, by row. */
  reason(row: number): string
}

/**
 * Resolves a chunk's people in one go. A file repeats its people, so each distinct combination of
 * identity columns is normalised once.
 */
export async function rowPeople(
  store: IdentityStore,
  chunk: TableChunk,
  mapping: CheckedMapping,
): Promise<RowPeople> {
  const columns = identityColumns(chunk, mapping)
  const seen = new Map<string, number>()
  const distinct: IdentityKey[][] = []
  const personOf = new Int32Array(chunk.lines.length)
  for (let row = 0; row < personOf.length; row++) {
    let text = ''
    for (const { values } of columns) text += `${values[row] ?? ''}\u0000`
    let person = seen.get(text)
    if (person === undefined) {
      person = distinct.push(keysOf(columns, row, mapping.source as ConnectionId)) - 1
      seen.set(text, person)
    }
    personOf[row] = person
  }
  const usable = distinct.flatMap((keys, person) => (keys.length > 0 ? [person] : []))
  const { rows } = await resolveIdentities(
    store,
    usable.map(person => distinct[person] as IdentityKey[]),
  )
  const resolved = new Map(usable.map((person, index) => [person, rows[index] as Resolved]))
  return {
    who: Array.from(personOf, person => resolved.get(person)),
    keys: Array.from(personOf, person => distinct[person] as IdentityKey[]),
    reason: row => missingReason(columns, row),
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
