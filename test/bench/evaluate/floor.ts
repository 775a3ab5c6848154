import type {
  EventScan,
  KeySource,
  PropertyRef,
  RowTest,
  SegmentPlan,
  TimelineSource,
} from '@esplanade/core/segments'
import { type Database, eventSource } from '@esplanade/duckdb/engine'

/** What a plan reads of one event type. */
interface Reading {
  readonly properties: Map<string, PropertyRef>
  /** Whether rows of one instant are told apart, by their event ids. */
  ordered: boolean
  after: number | null
  until: number
}

/**
 * The bare scan that full evaluations are held against: for each event type one sum of every column that
 * the plan reads, over its widest window, and one of the attributes. Of texts it sums the lengths.
 */
export async function floorStatements(plan: SegmentPlan, database: Database): Promise<string[]> {
  const statements: string[] = []
  for (const [type, { properties, ordered, after, until }] of readingsOf(plan)) {
    const refs = [...properties.values()]
    const source = await database.read(session =>
      eventSource(session, { type, aggregates: refs.map(property => ({ property, where: null })) }),
    )
    if (source === undefined) continue
    const columns = [
      ...refs.map(ref => summed(source.columnOf(ref), ref)),
      ...(ordered ? ['sum(event_id)'] : []),
    ]
    const inside = `ts <= ${until}${after === null ? '' : ` and ts > ${after}`}`
    statements.push(
      `select ${['sum(contact_no)', 'sum(ts)', ...columns].join(', ')} from ${source.relation} where ${inside}`,
    )
  }
  return [...statements, await attributesStatement(plan, database)]
}

function summed(column: string, { type }: PropertyRef): string {
  if (type === 'text') return `sum(strlen(${column}))`
  return type === 'boolean' ? `sum(${column}::utinyint)` : `sum(${column})`
}

async function attributesStatement({ attributes }: SegmentPlan, database: Database): Promise<string> {
  const known = await database.read(session =>
    session.rows<{ no: number; name: string; type: PropertyRef['type'] }>(
      'select attribute_no as no, name, type from attribute',
    ),
  )
  const columns = known
    .filter(({ name }) => attributes.includes(name))
    .map(({ no, name, type }) => (type === 'date' ? `count("a_${no}")` : summed(`"a_${no}"`, { name, type })))
  return `select ${['sum(contact_no)', ...columns].join(', ')} from contact`
}

function readingsOf(plan: SegmentPlan): Map<string, Reading> {
  const readings = new Map<string, Reading>()
  const note = (
    type: string,
    {
      property,
      after,
      until,
      where,
    }: Pick<KeySource, 'after' | 'until' | 'where'> & { property: PropertyRef | null },
    ordered: boolean,
  ) => {
    const reading = readings.get(type) ?? {
      properties: new Map(),
      ordered: false,
      after: Number.POSITIVE_INFINITY,
      until: 0,
    }
    readings.set(type, reading)
    reading.after = after === null || reading.after === null ? null : Math.min(reading.after, after)
    reading.until = Math.max(reading.until, until)
    const named = [...(property ? [property] : []), ...(where ? tested(where) : [])]
    for (const ref of named.filter(({ name }) => name !== 'at')) reading.properties.set(ref.name, ref)
    reading.ordered ||= ordered
  }
  for (const { type, aggregates } of plan.scans) {
    for (const aggregate of aggregates) note(type, aggregate, isOrdered(aggregate))
  }
  for (const { subject, match, last } of plan.keyScans) {
    for (const source of subject) note(source.type, source, last !== null)
    for (const source of match) note(source.type, source, false)
  }
  for (const source of plan.timelines.flatMap(({ sources }) => sources) as TimelineSource[]) {
    note(source.type, { ...source, property: null }, true)
  }
  return readings
}

const isOrdered = ({ fn }: EventScan['aggregates'][number]): boolean => fn === 'last' || fn === 'first'

function tested(test: RowTest): PropertyRef[] {
  switch (test.op) {
    case 'all':
    case 'any':
      return test.tests.flatMap(tested)
    case 'not':
      return tested(test.test)
    default:
      return [test.property]
  }
}
