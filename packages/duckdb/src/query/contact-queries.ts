import { type ContactQueries, type ContactQuery, QueryError } from '@esplanade/core/store'
import type { Chunk } from '../engine/chunk.ts'
import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'
import { checkQuery } from './check-query.ts'
import { tableNames, tableSql } from './query-tables.ts'

/** A query over all contacts and events of a large shop takes seconds; one that takes longer has gone astray. */
const MAX_MS = 120_000

/** Segments' escape hatch in DuckDB's SQL. */
export function contactQueries(database: Database): ContactQueries {
  return {
    engine: 'duckdb',
    check: query => database.snapshot(async session => (await prepared(session, query)).problems),
    amounts: query => database.snapshot(session => amountsOf(session, query)),
    contacts: query => database.snapshot(session => contactsOf(session, query)),
  }
}

async function amountsOf(session: Session, { text, catalog }: ContactQuery) {
  const { tables, columns } = await checkQuery(session, text, tableNames(catalog))
  return [...catalog.events].flatMap(([event, { properties }]) => {
    if (!tables.has(event)) return []
    const read = [...properties].filter(([name, type]) => type === 'money' && (columns?.has(name) ?? true))
    return read.map(([property]) => ({ event, property }))
  })
}

async function contactsOf(session: Session, query: ContactQuery): Promise<Uint32Array> {
  const { problems, sql } = await prepared(session, query)
  if (problems.length > 0) throw new QueryError(problems.join('\n'))
  const answer = await inTime(
    session,
    `
    select answer.contact_no::bigint as contact_no, living.contact_no is not null as lives
    from (select distinct contact_no from (${sql}) where contact_no is not null) answer
    left join (select distinct contact_no from identity_now) living on living.contact_no = answer.contact_no
    order by 1`,
  )
  const contacts: number[] = []
  let strangers = 0
  for await (const chunk of answer) {
    const [numbers, lives] = [chunk.numbers(0), chunk.numbers(1)]
    numbers.forEach((contactNo, row) => {
      if (lives[row] === 1) contacts.push(contactNo)
      else strangers += 1
    })
  }
  if (strangers > 0) {
    throw new QueryError(
      `The query returned ${strangers} numbers that are no contact; return contact_no of one of its tables.`,
    )
  }
  return Uint32Array.from(contacts)
}

async function inTime(session: Session, sql: string): Promise<AsyncIterable<Chunk>> {
  try {
    return await session.within(MAX_MS, sql)
  } catch (cause) {
    const [, kind] = (cause instanceof Error && /^(\w[\w ]* Error)/i.exec(cause.message)) || []
    if (kind === undefined) throw cause
    throw new QueryError(
      kind.startsWith('INTERRUPT')
        ? `The query was ended after ${MAX_MS / 1_000} s. Read fewer rows, or say it in the segment language.`
        : // The rest of what DuckDB says may hold what somebody's profile says.
          `DuckDB could not carry out the query: ${kind}. Use try_cast for values that may not convert.`,
    )
  }
}

interface Prepared {
  readonly problems: readonly string[]
  /** One column, `contact_no`. */
  readonly sql: string
}

async function prepared(session: Session, query: ContactQuery): Promise<Prepared> {
  const checked = await checkQuery(session, query.text, tableNames(query.catalog))
  if (checked.problems.length > 0) return { problems: checked.problems, sql: '' }
  const tables: string[] = []
  for (const name of checked.tables) tables.push(await tableSql(session, name, query))
  const relation = tables.length === 0 ? '' : `with ${tables.join(',\n')}\n`
  const sql = `${relation}select contact_no from (${checked.sql})`
  return { problems: await bindingProblems(session, sql), sql }
}

const WHOLE_NUMBERS = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/

/** What DuckDB says about names and types, without running anything. */
async function bindingProblems(session: Session, sql: string): Promise<string[]> {
  try {
    const [column] = await session.rows<{ column_type: string }>(`describe ${sql}`)
    const type = column?.column_type ?? 'nothing'
    if (WHOLE_NUMBERS.test(type)) return []
    return [`The column contact_no of the query is ${type}; contact numbers are whole numbers.`]
  } catch (cause) {
    if (!(cause instanceof Error) || !/^(Binder|Catalog|Conversion) Error/.test(cause.message)) throw cause
    const [reason = ''] = cause.message.split('\n')
    return [`DuckDB cannot run the query: ${reason} It must return a column contact_no.`]
  }
}
