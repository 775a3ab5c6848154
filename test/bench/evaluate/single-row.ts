import { evaluateSegments, maskToContacts } from '@esplanade/core/segments'
import { type Row, rounded } from '../row.ts'
import { alternating } from './alternating.ts'
import { FIFTY, planOf } from './bench-plan.ts'
import type { BenchWorld } from './open-world.ts'

/** Fifty statements take a while, so they are run fewer times than the rest. */
const ROUNDS = 3

/** All 50 segments at once against one SQL statement for each, which must name the same members. */
export async function singleRow({ store }: BenchWorld, tell: (text: string) => void): Promise<Row> {
  const { statements } = store.facts
  if (statements === undefined) throw new Error('The store cannot evaluate a segment by one statement.')
  const plan = planOf(FIFTY)
  const found = new Map<string, Uint32Array>()
  const own = new Map<string, Uint32Array>()
  const seconds = await alternating(
    {
      statements: async () => {
        for (const { id } of FIFTY) found.set(id, await statements.members(plan, id))
      },
      all: async () => {
        const { segments } = await store.atomically(() => evaluateSegments(plan, store.facts))
        for (const [id, { mask }] of segments) own.set(id, maskToContacts(mask))
      },
    },
    tell,
    ROUNDS,
  )
  for (const { id } of FIFTY) {
    const [one, other] = [found.get(id) ?? NOBODY, own.get(id) ?? NOBODY]
    if (one.length !== other.length || one.some((contact, index) => contact !== other[index])) {
      throw new Error(`The statement for ${id} names other members than the evaluation of all at once.`)
    }
  }
  return {
    name: 'full evaluation against 50 single-segment statements, same members',
    value: rounded(seconds.all),
    unit: 's',
    floor: rounded(seconds.statements),
    ratio: rounded(seconds.statements / seconds.all),
    reach: '≥ 5 times faster',
  }
}

const NOBODY = new Uint32Array()
