import type { FactScans, NearReads } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { readerOf } from '../engine/reader.ts'
import type { Session } from '../engine/session.ts'
import { identifier } from '../engine/sql.ts'
import { type EventSource, eventSource, type SourceRequest } from './event-source.ts'
import { NEAR, nearAttributes } from './near-attributes.ts'
import { scan } from './scan.ts'
import { scanKeys } from './scan-keys.ts'
import { contactSql, insideSql, type Reach, rowsSql, widest } from './scan-sql.ts'
import { scanTimeline } from './scan-timeline.ts'

/**
 * Answers scans of a few contacts. To find their rows is what costs, whatever is then asked of them:
 * of each type they are copied once, as far back as any of the scans reaches, and all scans read the copy.
 */
export function near<T>(
  database: Database,
  contacts: Uint32Array,
  reads: NearReads,
  use: (facts: FactScans) => Promise<T>,
): Promise<T> {
  return database.snapshot(async session => {
    const position = Uint32Array.from(contacts.keys())
    await session.stage(NEAR, [
      { name: 'position', values: position },
      { name: 'contact_no', values: contacts },
    ])
    const copies = new Map<string, EventSource>()
    const wanted = [...Map.groupBy(requestsOf(reads), ({ type }) => type)]
    for (const [place, [type, requests]] of wanted.entries()) {
      const copy = await copyRows(session, `near_${place}`, type, requests)
      if (copy !== undefined) copies.set(type, copy)
    }
    const reader = readerOf(session)
    const find = async (_: Session, { type }: SourceRequest) => copies.get(type)
    try {
      return await use({
        scan: request => scan(reader, request, find),
        countKeys: request => scanKeys(reader, request, { find }),
        timeline: request => scanTimeline(reader, request, { find }),
        attributes: names => nearAttributes(session, names, contacts.length),
      })
    } finally {
      for (const { relation } of copies.values()) await session.run(`drop table ${relation}`)
    }
  })
}

type Request = Reach & { readonly type: string } & SourceRequest['aggregates'][number]

function requestsOf({ scans, keyScans, timelines }: NearReads): Request[] {
  return [
    ...scans.flatMap(({ type, aggregates }) => aggregates.map(aggregate => ({ type, ...aggregate }))),
    ...keyScans.flatMap(({ subject, match }) => [...subject, ...match]),
    ...timelines.flatMap(({ sources }) => sources.map(source => ({ ...source, property: null }))),
  ]
}

async function copyRows(
  session: Session,
  name: string,
  type: string,
  requests: readonly Request[],
): Promise<EventSource | undefined> {
  const source = await eventSource(session, { type, aggregates: requests })
  if (source === undefined) return undefined
  const { columns } = source
  const copied = ['n.position as contact_no', 'e.event_id', 'e.ts', ...columns.map(column => `e.${column}`)]
  await session.run(
    `create or replace temp table ${identifier(name)} as select ${copied.join(', ')}
     from ${rowsSql(source)} join ${NEAR} n on n.contact_no = ${contactSql(source)}
     where ${insideSql(widest(requests))}`,
  )
  return { ...source, relation: identifier(name), merged: false }
}
