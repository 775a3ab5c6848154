import { days } from '@esplanade/core/schema'
import { expect } from 'vitest'
import type { PulledGone } from '../../src/pull.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll } from './pull-stream.ts'
import type { Stage } from './stage.ts'

/** Longer than any sweep waits for its turn. */
const LATER_MS = days(31)

export const goneTests: readonly ConformanceTest[] = [
  {
    name: 'gone: a deleted member is told as deleted, and nobody else',
    capability: 'deletions',
    parts: ['remove'],
    run: stage =>
      expectTold(stage, 'deleted', email => stage.part('remove')(stage.emulator.state, email, 'deleted')),
  },
  {
    name: 'gone: an archived member is told as archived, and nobody else',
    capability: 'archives',
    parts: ['remove'],
    run: stage =>
      expectTold(stage, 'archived', email => stage.part('remove')(stage.emulator.state, email, 'archived')),
  },
  {
    name: 'gone: a merged member is told with its survivor, and nobody else',
    capability: 'merges',
    parts: ['merge'],
    run: stage =>
      expectTold(stage, 'merged', (email, survivor) =>
        stage.part('merge')(stage.emulator.state, email, survivor),
      ),
  },
]

/** Pulls everything, lets members go, and expects the next pull of all streams to tell of them alone. */
async function expectTold<State>(
  stage: Stage<State>,
  reason: PulledGone['reason'],
  letGo: (email: string, survivor: string) => void,
): Promise<void> {
  const members = emailsOf(seedMembers(12))
  stage.seed(seedMembers(12))
  const context = stage.connect()
  const { container } = stage.harness
  const checkpoints = new Map<string, unknown>()
  const pullEverything = async (mirror?: readonly string[]) => {
    const pages = []
    for (const { name: stream } of stage.connector.streams) {
      const pulled = await pullAll(stage, context, {
        stream,
        checkpoint: checkpoints.get(stream),
        ...(mirror && { mirror }),
      })
      checkpoints.set(stream, pulled.at(-1)?.checkpoint ?? checkpoints.get(stream))
      pages.push(...pulled)
    }
    return pages
  }
  const before = contactsOf(await pullEverything())
  const idOf = (email: string) => before.find(contact => contact.email === email)?.remoteId ?? email
  stage.clock.advance(LATER_MS)
  const going = [members[2], members[7]] as [string, string]
  for (const email of going) letGo(email, members[0] as string)
  stage.clock.advance(LATER_MS)
  const mirror = before.filter(contact => contact.container === container).map(({ remoteId }) => remoteId)
  const after = await pullEverything(mirror)
  const gone = after.flatMap(({ items }) => items.filter(item => item.kind === 'gone'))
  // A vendor that gives the survivor of a merge an id of its own tells of the one it had before, too.
  const renamed = reason === 'merged' ? idOf(members[0] as string) : undefined
  const known = new Set(mirror)
  const told = new Set(gone.map(({ remoteId }) => remoteId).filter(id => id !== renamed && known.has(id)))
  expect([...told].sort()).toEqual(going.map(idOf).sort())
  for (const one of gone) {
    expect(one).toMatchObject({ container, reason })
    if (reason === 'merged') expect(one.mergedInto, 'the survivor').toBeTruthy()
  }
}
