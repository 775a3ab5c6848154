import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Instant } from '../../schema/index.ts'
import type { Column, NumberColumn, TextColumn } from '../evaluate/column.ts'
import { isDerived } from './decide-again.ts'
import type { EvaluationState, EvaluationSubject } from './evaluation-state.ts'
import { packNumbers, putNumbers, unpackNumbers } from './packed-numbers.ts'
import { type TrackedPlan, trackPlan } from './tracked-plan.ts'

/** Raised whenever a part is written differently, or a column comes to hold something else. */
const FORMAT = 2
/** Contacts of one part; each part packs a column as narrowly as these contacts allow. */
const CONTACTS_IN_PART = 65_536
const CHECKSUM_BYTES = 4

interface Header {
  readonly format: number
  readonly fingerprint: string
  /** Of the plan that the columns are the answers of. */
  readonly plan: string
  readonly asOf: Instant
  readonly watermark: number
  readonly size: number
  readonly capacity: number
  readonly beyond: number
  /** By slot; null for columns that are made of others and not kept. */
  readonly columns: readonly ({ readonly kind: 'number' } | Pick<TextColumn, 'kind' | 'dictionary'> | null)[]
}

/** A state in parts: what it is about, then who lives, then the columns, so many contacts at a time. */
export function* snapshotParts(state: EvaluationState): Generator<Uint8Array> {
  const { fingerprint, plan, watermark, size, living, beyond } = state
  const capacity = living.length * 32
  const columns = state.columns.map((column, index) => (kept(plan, index) ? column : undefined))
  const header: Header = {
    format: FORMAT,
    fingerprint,
    plan: printOf(plan),
    asOf: plan.asOf,
    watermark,
    size,
    capacity,
    beyond,
    columns: columns.map(column => {
      if (column === undefined) return null
      return column.kind === 'number' ? { kind: 'number' } : { kind: 'text', dictionary: column.dictionary }
    }),
  }
  yield sealed(new TextEncoder().encode(JSON.stringify(header)))
  yield sealed(new Uint8Array(living.buffer, living.byteOffset, living.byteLength))
  for (let from = 0; from < capacity; from += CONTACTS_IN_PART) {
    const part = columns.flatMap(column =>
      column === undefined ? [] : [packNumbers(arrayOf(column).subarray(from, from + CONTACTS_IN_PART))],
    )
    yield sealed(Buffer.concat(part))
  }
}

/** A state as it was saved, or why it is of no use. The parts are trusted in nothing. */
export async function readSnapshot(
  parts: AsyncIterable<Uint8Array>,
  { planAt, fingerprint }: EvaluationSubject,
): Promise<{ state: EvaluationState } | { state: null; reason: string }> {
  const iterator = parts[Symbol.asyncIterator]()
  const next = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await iterator.next()
    return done ? undefined : opened(value)
  }
  const unusable = (reason: string) => ({ state: null, reason })
  const first = await iterator.next()
  if (first.done) return unusable('no earlier evaluation was kept')
  const header = headerOf(opened(first.value))
  if (header === undefined) return unusable('the kept state is damaged')
  if (header.format !== FORMAT) return unusable('the kept state is of another version')
  if (header.fingerprint !== fingerprint) return unusable('definitions, catalog or settings changed')
  const { asOf, watermark, size, capacity, beyond } = header
  const plan = trackPlan(planAt(asOf))
  if (printOf(plan) !== header.plan) return unusable('the kept state is of another version')
  const alive = await next()
  if (alive?.byteLength !== capacity / 8) return unusable('the kept state is damaged')
  const columns = header.columns.map(column => column && emptyColumn(column, capacity))
  for (let from = 0; from < capacity; from += CONTACTS_IN_PART) {
    const part = await next()
    if (part === undefined || !fill(columns, part, from, Math.min(CONTACTS_IN_PART, capacity - from)))
      return unusable('the kept state is damaged')
  }
  return {
    state: {
      fingerprint,
      plan,
      watermark,
      size,
      living: new Uint32Array(new Uint8Array(alive).buffer),
      columns: columns.map(column => column ?? undefined),
      masks: undefined,
      beyond,
    },
  }
}

/**
 * Equal prints, equal columns: a release that plans the same definitions in another way puts other answers
 * into the same places.
 */
const printOf = ({ holders, dues, ...plan }: TrackedPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([plan, [...holders], [...dues]]))
    .digest('hex')

const kept = (plan: TrackedPlan, index: number): boolean => {
  const slot = plan.slots[index]
  return slot !== undefined && !isDerived(slot)
}

const arrayOf = (column: Column): NumberColumn['values'] =>
  column.kind === 'number' ? column.values : column.codes

function emptyColumn(column: NonNullable<Header['columns'][number]>, capacity: number): Column {
  if (column.kind === 'text') return { ...column, codes: new Int32Array(capacity) }
  return { kind: 'number', values: new Uint8Array(capacity) }
}

/** Puts the packed columns of a part where they belong; false where the part is of another length. */
function fill(columns: (Column | null)[], part: Uint8Array, from: number, count: number): boolean {
  let at = 0
  for (const [index, column] of columns.entries()) {
    if (column === null) continue
    const unpacked = unpackNumbers(part, at, count)
    if (unpacked === undefined) return false
    at = unpacked.end
    if (column.kind === 'text') column.codes.set(unpacked.numbers, from)
    else columns[index] = { kind: 'number', values: putNumbers(column.values, unpacked.numbers, from) }
  }
  return at === part.byteLength
}

function sealed(bytes: Uint8Array): Uint8Array {
  const part = new Uint8Array(CHECKSUM_BYTES + bytes.byteLength)
  new DataView(part.buffer).setUint32(0, crc32(bytes))
  part.set(bytes, CHECKSUM_BYTES)
  return part
}

function opened(part: Uint8Array): Uint8Array | undefined {
  if (part.byteLength < CHECKSUM_BYTES) return undefined
  const bytes = part.subarray(CHECKSUM_BYTES)
  const checksum = new DataView(part.buffer, part.byteOffset).getUint32(0)
  return crc32(bytes) === checksum ? bytes : undefined
}

/** The checksum was right, so what is read is what was written: by this format or another one. */
function headerOf(bytes: Uint8Array | undefined): Header | undefined {
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Header)
}
