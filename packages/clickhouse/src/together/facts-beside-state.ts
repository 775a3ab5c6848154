import { AsyncLocalStorage } from 'node:async_hooks'
import type { FactStore, StateStore, Store } from '@esplanade/core/store'
import type { IdentityProjection } from '../facts/identity-projection.ts'
import { CommitPoints } from './commit-points.ts'

/** Calls of the facts that change them. */
const WRITES: ReadonlySet<keyof FactStore> = new Set([
  'prepare',
  'append',
  'compact',
  'saveScores',
  'commitMembership',
  'eraseContacts',
  'reassign',
])

/** A store whose state is in one engine and whose facts are in another. */
export function factsBesideState(
  state: Store,
  {
    facts,
    identities,
    close,
  }: { facts: FactStore; identities: IdentityProjection; close: () => Promise<void> },
): Store {
  const current = new AsyncLocalStorage<CommitPoints>()
  let last: Promise<unknown> = Promise.resolve()

  async function atomically<T>(work: () => Promise<T>): Promise<T> {
    if (current.getStore() !== undefined) return work()
    const turn = last.then(async () => {
      const points = new CommitPoints(state, identities)
      try {
        const result = await current.run(points, work)
        await points.finish()
        return result
      } catch (cause) {
        await points.rollBack(cause)
        throw cause
      }
    })
    last = turn.catch(() => undefined)
    return turn
  }

  return {
    state: watched(state.state, (name, call, given) => {
      const points = current.getStore()
      const contacts = changedBy(name, given)
      if (points !== undefined) return points.ofState(call, contacts)
      return contacts.length === 0 ? call() : atomically(() => inCurrent().ofState(call, contacts))
    }),
    facts: watched(facts, (name, call) => {
      const points = current.getStore()
      return points === undefined ? call() : points.ofFacts(call, { writes: WRITES.has(name) })
    }),
    atomically,
    close: async () => {
      await last
      await close()
      await state.close()
    },
  }

  /** Contacts whose identities a call of the state changes. */
  function changedBy(name: keyof StateStore, given: readonly unknown[]): readonly number[] {
    if (name === 'saveIdentities') return changedContacts(...(given as SaveIdentities))
    if (name !== 'unmerge') return []
    const [merged] = given as Parameters<StateStore['unmerge']>
    return [merged, identities.leadsTo(merged)]
  }

  function inCurrent(): CommitPoints {
    const points = current.getStore()
    if (points === undefined) throw new Error('A call of the store outlived its work; await it there.')
    return points
  }
}

type SaveIdentities = Parameters<StateStore['saveIdentities']>

const changedContacts = ({ created, merges }: SaveIdentities[0]): number[] => [
  ...created.map(({ contactNo }) => contactNo),
  ...merges.flatMap(({ from, into }) => [from, into]),
]

/** Every call of `half` through `around`; of a paged answer every page is a call. */
function watched<Half extends object>(
  half: Half,
  around: <T>(name: keyof Half, call: () => Promise<T>, given: readonly unknown[]) => Promise<T>,
): Half {
  return new Proxy(half, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...given: unknown[]) => {
        const answer = (): unknown => Reflect.apply(method, target, given)
        if (!PAGED.has(name)) return around(name as keyof Half, async () => answer(), given)
        return pages(answer as () => AsyncIterable<unknown>, call => around(name as keyof Half, call, given))
      }
    },
  })
}

/** Methods that answer in pages. They do nothing until the first page is asked for. */
const PAGED: ReadonlySet<string | symbol> = new Set<keyof FactStore | keyof StateStore>([
  'scan',
  'countKeys',
  'timeline',
  'pairs',
  'latestByValue',
  'eventsOf',
  'readLedger',
  'readMirror',
  'optedOut',
])

async function* pages(
  open: () => AsyncIterable<unknown>,
  around: <T>(call: () => Promise<T>) => Promise<T>,
): AsyncGenerator<unknown> {
  const iterator = await around(async () => open()[Symbol.asyncIterator]())
  try {
    for (
      let page = await around(() => iterator.next());
      !page.done;
      page = await around(() => iterator.next())
    ) {
      yield page.value
    }
  } finally {
    await iterator.return?.()
  }
}
