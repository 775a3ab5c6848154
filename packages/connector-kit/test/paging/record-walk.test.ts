import { instant, minutes } from '@esplanade/core/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KeysetRow, type RecordWalk, walkRecords } from '../../src/index.ts'

const PAGE = 3
const START = minutes(1_000)

interface Row {
  readonly id: string
  at: number
  archivedAt: number | null
}

/** An account that lists by id, searches by time within a page, and keeps an archive. */
function account() {
  const rows = new Map<string, Row>()
  const pageOf = (archived: boolean, after = '0') => {
    const all = [...rows.values()].filter(row => (row.archivedAt !== null) === archived)
    const left = all
      .filter(({ id }) => Number(id) > Number(after))
      .sort((a, b) => Number(a.id) - Number(b.id))
    const records = left.slice(0, PAGE).map(row => ({ ...row }))
    return { records, after: left.length > PAGE ? records.at(-1)?.id : undefined }
  }
  const walk: RecordWalk<Row> = {
    route: 'GET /records',
    pageSize: PAGE,
    overlapMs: minutes(5),
    skewMs: minutes(60),
    list: async after => pageOf(false, after),
    archived: async after => pageOf(true, after),
    search: async ({ since, afterId, until }): Promise<KeysetRow[]> => {
      const living = [...rows.values()].filter(({ archivedAt }) => archivedAt === null)
      const byId = (a: Row, b: Row) => Number(a.id) - Number(b.id)
      const found =
        afterId === undefined
          ? living.filter(({ at }) => at >= since && at <= until).sort((a, b) => a.at - b.at || byId(a, b))
          : living.filter(({ id, at }) => at === since && Number(id) > Number(afterId)).sort(byId)
      return found.slice(0, PAGE)
    },
    read: async ids => ids.flatMap(id => rows.get(id) ?? []),
    modifiedAt: ({ at }) => at,
    archivedAt: ({ archivedAt }) => archivedAt,
  }
  const set = (id: string, at: number, archivedAt: number | null = null) =>
    rows.set(id, { id, at, archivedAt })
  /** Pulls up to `until`, and stops after so many pages. */
  async function pull(checkpoint: unknown, until: number, pages = Number.POSITIVE_INFINITY) {
    const told: [string, string][] = []
    let last = checkpoint
    let left = pages
    const steps = walkRecords(walk, { checkpoint, until: instant(until), since: instant(0) }, () => until)
    for await (const page of steps) {
      for (const { id, at } of page.records) told.push([page.source, `${id}@${at}`])
      last = JSON.parse(JSON.stringify(page.checkpoint))
      left -= 1
      if (left === 0) break
    }
    return { told, checkpoint: last }
  }
  return { rows, set, pull }
}

describe('a walk over records', () => {
  it('lists all at first, and then tells what changed or was archived since', async () => {
    const { set, pull } = account()
    for (const id of ['1', '2', '3', '4']) set(id, START - minutes(600))
    const first = await pull(undefined, START)
    expect(first.told.map(([source]) => source)).toEqual(Array(4).fill('list'))
    expect(first.checkpoint).toMatchObject({ phase: 'idle' })
    set('2', START + minutes(1))
    set('3', START + minutes(2), START + minutes(2))
    const second = await pull(first.checkpoint, START + minutes(10))
    expect(second.told).toEqual([
      ['changes', `2@${START + minutes(1)}`],
      ['archived', `3@${START + minutes(2)}`],
    ])
    // As long as the vendor's clock may be behind, its newest change is read again.
    const third = await pull(second.checkpoint, START + minutes(200))
    expect(third.told).toEqual(second.told)
    expect((await pull(third.checkpoint, START + minutes(400))).told).toEqual([])
  })

  it('reads again what an index may have shown late', async () => {
    const { set, pull } = account()
    set('1', START - minutes(1))
    const first = await pull(undefined, START)
    set('2', START - minutes(3))
    expect((await pull(first.checkpoint, START + minutes(1))).told).toContainEqual([
      'changes',
      `2@${START - minutes(3)}`,
    ])
  })

  it('catches up on what changed while a list was stopped', async () => {
    const { set, pull } = account()
    for (const id of ['1', '2', '3', '4', '5']) set(id, START - minutes(600))
    const begun = await pull(undefined, START, 1)
    set('1', START + minutes(1))
    const rest = await pull(begun.checkpoint, START + minutes(10))
    expect(rest.told).toContainEqual(['changes', `1@${START + minutes(1)}`])
  })

  it('tells of every record at its latest, stopped and changed as it may be', async () => {
    const step = fc.record({ id: fc.integer({ min: 1, max: 9 }), archive: fc.boolean(), pages: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.nat(9), fc.array(step, { maxLength: 12 }), async (count, plan) => {
        const { rows, set, pull } = account()
        for (let id = 1; id <= count; id += 1) set(String(id), START - minutes(600))
        const latest = new Map<string, string>()
        let checkpoint: unknown
        let now = START
        const read = async (pages?: number) => {
          const { told, checkpoint: next } = await pull(checkpoint, now, pages)
          for (const [source, text] of told)
            latest.set(text.split('@')[0] ?? '', `${source === 'archived'} ${text}`)
          checkpoint = next
        }
        for (const { id, archive, pages } of plan) {
          await read(pages + 1)
          now += minutes(1)
          set(String(id), now, archive ? now : null)
        }
        await read()
        await read()
        for (const { id, at, archivedAt } of rows.values()) {
          const known = latest.get(id)
          // What was archived before the first list ended was never told of, and need not be.
          if (archivedAt !== null && known === undefined) continue
          expect(known).toBe(`${archivedAt !== null} ${id}@${at}`)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('refuses a checkpoint of another walk', async () => {
    await expect(account().pull({ since: 3 }, START)).rejects.toThrow()
  })
})
