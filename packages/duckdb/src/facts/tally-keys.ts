import type { KeyChunk, ScanColumn } from '@esplanade/core/segments'
import type { Chunk } from '../engine/chunk.ts'
import type { Session } from '../engine/session.ts'
import { EveryKey, type KeyTally, LatestKeys } from './key-tally.ts'
import {
  CODES,
  codedSql,
  codesSql,
  type KeyPart,
  type KeyParts,
  keyStatement,
  sizeSql,
} from './scan-keys-sql.ts'

/** What a tally may take. Beyond it the engine groups pairs of contact and key, and spills what it must. */
export interface TallyLimits {
  /** Rows that are read at once, 8 bytes each, or 24 where order matters. */
  readonly rows: number
  /** A bit for each contact and key. */
  readonly bits: number
  /** Keys that are kept with their order, 24 bytes each. */
  readonly kept: number
}

export const TALLY_LIMITS: TallyLimits = { rows: 24_000_000, bits: 2 ** 30, kept: 2 ** 23 }

/**
 * Answers a key scan by adding its rows up here: keys become numbers, so that a contact and a key are
 * one place in memory instead of a group of the engine. Undefined where that would take too much.
 */
export async function tallyKeys(
  session: Session,
  parts: KeyParts,
  limits: TallyLimits,
): Promise<KeyChunk | undefined> {
  const { subject, match, last } = parts
  // Values of different types are compared by rules of the engine's own.
  if (new Set([...subject, ...match].map(({ source }) => source.property.type)).size > 1) return undefined
  const looked = keyStatement(parts, sizeSql)
  const { rows, most } = await session.one<{ rows: number; most: number | null }>(
    looked.sql,
    looked.parameters,
  )
  if (rows > limits.rows) return undefined
  const size = (most ?? 0) + 1
  if (last !== null && size * last > limits.kept) return undefined
  const coding = keyStatement({ ...parts, match: [] }, codesSql)
  await session.run(coding.sql, coding.parameters)
  try {
    const { codes } = await session.one<{ codes: number }>(`select count(*) as codes from ${CODES}`)
    if (last === null && size * codes > limits.bits) return undefined
    const tally = last === null ? new EveryKey(size, codes) : new LatestKeys(size, last)
    await fill(session, tally, parts)
    return answerOf(tally)
  } finally {
    await session.run(`drop table ${CODES}`)
  }
}

async function fill(session: Session, tally: KeyTally, { subject, match, last }: KeyParts): Promise<void> {
  const ordered = last !== null
  for (const part of subject) {
    for await (const chunk of await coded(session, part, ordered)) {
      tally.add({
        contacts: chunk.uint32(0),
        codes: chunk.uint32(1),
        at: ordered ? chunk.numbers(2) : NO_TIMES,
        ids: ordered ? new Uint32Array(chunk.uint64(3).buffer) : NO_IDS,
        place: part.place,
      })
    }
  }
  for (const part of match) {
    for await (const chunk of await coded(session, part, false)) {
      tally.match({ contacts: chunk.uint32(0), codes: chunk.uint32(1) })
    }
  }
}

function coded(session: Session, part: KeyPart, ordered: boolean): Promise<AsyncIterable<Chunk>> {
  const alone = { subject: [part], match: [], last: null }
  const { sql, parameters } = keyStatement(alone, ({ subject }) =>
    subject.map(rows => codedSql(rows, ordered)).join(''),
  )
  return session.chunks(sql, parameters)
}

const NO_TIMES = new Float64Array()
const NO_IDS = new Uint32Array()

/** The contacts that have a key, in the order of their numbers. */
function answerOf({ counts, matched }: KeyTally): KeyChunk {
  const contacts = new Uint32Array(counts.length)
  let found = 0
  for (let contact = 0; contact < counts.length; contact++)
    if (counts[contact] !== 0) contacts[found++] = contact
  const contactNo = contacts.subarray(0, found)
  return { contactNo, columns: [columnOf(counts, contactNo), columnOf(matched, contactNo)] }
}

function columnOf(counts: Uint32Array, contactNo: Uint32Array): ScanColumn {
  const values = new Float64Array(contactNo.length)
  for (let row = 0; row < values.length; row++) values[row] = counts[contactNo[row] as number] as number
  return { kind: 'number', values }
}
