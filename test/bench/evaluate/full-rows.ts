import { evaluateSegments, fillColumns, runPredicates, type SegmentPlan } from '@esplanade/core/segments'
import { type Row, rounded } from '../row.ts'
import { alternating } from './alternating.ts'
import { FIFTY, planOf, TWO_HUNDRED } from './bench-plan.ts'
import { floorStatements } from './floor.ts'
import type { BenchWorld } from './open-world.ts'
import { PLAIN_SEGMENTS } from './plain-segments.ts'

/** Full evaluations against the bare scan of what they read, and the parts that need no store. */
export async function fullRows(
  { store, database, size }: BenchWorld,
  tell: (text: string) => void,
): Promise<Row[]> {
  const plans = { plain: planOf(PLAIN_SEGMENTS), all: planOf(FIFTY), many: planOf(TWO_HUNDRED) }
  const floor = await floorStatements(plans.all, database)
  // As a hub does it: one moment of the store for everything that is read.
  const evaluated = (plan: SegmentPlan) => store.atomically(() => evaluateSegments(plan, store.facts))
  const seconds = await alternating(
    {
      floor: async () => {
        for (const sql of floor) for await (const chunk of database.chunks(sql)) chunk satisfies object
      },
      plain: () => evaluated(plans.plain),
      all: () => evaluated(plans.all),
      many: () => evaluated(plans.many),
    },
    tell,
  )
  const against = (name: string, value: number, base: number, reach: string): Row => ({
    name,
    value: rounded(value),
    unit: 's',
    floor: rounded(base),
    ratio: rounded(value / base),
    reach,
  })
  return [
    {
      name: 'floor: bare scan of every column that 50 segments read',
      value: rounded(seconds.floor),
      unit: 's',
    },
    against('full evaluation, 40 plain segments', seconds.plain, seconds.floor, '≤ 2.5'),
    against('full evaluation, all 50 segments', seconds.all, seconds.floor, '≤ 4'),
    against('full evaluation, 200 segments instead of 50', seconds.many, seconds.all, '≤ 3'),
    ...(await predicateRows({ store, size }, tell)),
  ]
}

async function predicateRows(
  { store, size }: Pick<BenchWorld, 'store' | 'size'>,
  tell: (text: string) => void,
): Promise<Row[]> {
  const plan = planOf(FIFTY)
  const { columns, living } = await fillColumns(plan, store.facts, noRosters)
  const { predicates } = await alternating(
    { predicates: async () => void runPredicates(plan, columns, living) },
    tell,
  )
  const bytes = columns.reduce(
    (sum, column) => sum + (column.kind === 'text' ? column.codes : column.values).byteLength,
    0,
  )
  const masks = (FIFTY.length * size.contacts) / 8
  return [
    {
      name: 'predicates alone, 50 segments, one thread',
      value: rounded(size.contacts / predicates / 1e6),
      unit: 'million contacts/s',
      reach: '≥ 8',
    },
    {
      name: 'state in memory, 50 segments',
      value: rounded((bytes + masks) / size.contacts),
      unit: 'bytes/contact',
      reach: '≤ 400',
    },
  ]
}

async function noRosters(): Promise<never> {
  throw new Error('No measured segment asks for a roster.')
}
