import { type Instant, instant, minutes } from '@esplanade/core/schema'
import { describe, expect, it } from 'vitest'
import { type ConnectorContext, type RowAddress, stateBook } from '../../src/index.ts'

const MIRROR = instant(minutes(60))

/** A container of two kinds of members, which can be changed between looks. */
function vendor() {
  const members = new Map<string, { status: string; changedAt: number; archived?: boolean }>()
  const looks: (number | null)[] = []
  let running = 0
  let most = 0
  const walkOf = (archived: boolean) =>
    async function* (_context: unknown, _container: string, since: number | null) {
      running += 1
      most = Math.max(most, running)
      looks.push(since)
      await Promise.resolve()
      const found = [...members].filter(
        ([, member]) => (member.archived ?? false) === archived && member.changedAt >= (since ?? 0),
      )
      yield found.map(([remoteId, { status, changedAt }]) => {
        return { remoteId, email: `${remoteId}@example.com`, status, changedAt }
      })
      running -= 1
    }
  const read = stateBook<null, object>({ walks: [walkOf(false), walkOf(true)], retreadMs: 5 })
  const client = {}
  const context = { client } as unknown as ConnectorContext<null, object>
  const states = async (rows: RowAddress[], mirrorAt?: Instant) => {
    const target = { container: 'news', ...(mirrorAt !== undefined && { mirrorAt }) }
    const present = await read(context, target, rows, 'push')
    return rows.map(row => present(row)?.status)
  }
  return { members, looks, states, most: () => most }
}

const row = (remoteId: string, remoteStatus?: string): RowAddress => ({
  remoteId,
  email: `old-${remoteId}@example.com`,
  ...(remoteStatus !== undefined && { remoteStatus }),
})

describe('a book of present states', () => {
  it('believes the mirror of those who did not change since, and the vendor of those who did', async () => {
    const { members, looks, states } = vendor()
    members.set('b', { status: 'unsubscribed', changedAt: MIRROR + 1 })
    expect(await states([row('a', 'subscribed'), row('b', 'subscribed')], MIRROR)).toEqual([
      'subscribed',
      'unsubscribed',
    ])
    // Ten minutes before the mirror, whose clock may be ahead.
    expect(looks).toEqual([minutes(50), minutes(50)])
  })

  it('looks again before every batch, from where the last look ended', async () => {
    const { members, looks, states } = vendor()
    members.set('b', { status: 'unsubscribed', changedAt: MIRROR + 100 })
    await states([row('a', 'subscribed')], MIRROR)
    members.set('a', { status: 'cleaned', changedAt: MIRROR + 200 })
    expect(await states([row('a', 'subscribed')], MIRROR)).toEqual(['cleaned'])
    expect(looks).toEqual([minutes(50), minutes(50), MIRROR + 95, minutes(50)])
  })

  it('reads everybody without a mirror, and knows of nobody else', async () => {
    const { members, looks, states } = vendor()
    members.set('a', { status: 'subscribed', changedAt: 1 })
    members.set('c', { status: 'archived', changedAt: 1, archived: true })
    expect(await states([row('a'), row('b'), row('c')])).toEqual(['subscribed', undefined, 'archived'])
    expect(looks).toEqual([null, null])
    expect(await states([row('a', 'old'), row('b')], MIRROR)).toEqual(['subscribed', undefined])
  })

  it('lets the later walk decide of a member whom both show', async () => {
    const { members, states } = vendor()
    members.set('a', { status: 'subscribed', changedAt: MIRROR })
    await states([row('a', 'subscribed')], MIRROR)
    members.set('a', { status: 'archived', changedAt: MIRROR + 1, archived: true })
    expect(await states([row('a', 'subscribed')], MIRROR)).toEqual(['archived'])
  })

  it('begins anew for a fresher mirror, and never looks twice at once', async () => {
    const { looks, states, most } = vendor()
    await Promise.all([1, 2, 3].map(() => states([row('a', 'subscribed')], MIRROR)))
    // Those who asked while a look was under way share the next one.
    expect(looks).toHaveLength(2)
    expect(most()).toBe(1)
    const fresher = instant(MIRROR + minutes(30))
    await states([row('a', 'subscribed')], fresher)
    expect(looks.slice(2)).toEqual([minutes(80), minutes(80)])
  })
})
