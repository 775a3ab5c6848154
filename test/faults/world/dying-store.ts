import type { Store, StoreSource } from '@esplanade/core/store'

/** Where a test says at which call of the store the process dies: `saveCursor 2`, before the second one. */
export const DIES_AT = 'ESPLANADE_TEST_DIES_AT'

/** A store whose process is killed, as by a power cut, right before a chosen call; without one it is as given. */
export function dyingStore(
  source: StoreSource,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): StoreSource {
  const [method, nth] = (environment[DIES_AT] ?? '').split(' ')
  if (method === undefined || nth === undefined) return source
  let left = Number(nth)
  const watched = <Half extends object>(half: Half): Half =>
    new Proxy(half, {
      get: (target, name) => {
        if (name === method) {
          left -= 1
          if (left === 0) process.kill(process.pid, 'SIGKILL')
        }
        return Reflect.get(target, name)
      },
    })
  return {
    ...source,
    open: async (): Promise<Store> => {
      const store = await source.open()
      const { changes } = store.facts
      const facts = changes ? { ...store.facts, changes: watched(changes) } : store.facts
      return { ...store, state: watched(store.state), facts: watched(facts) }
    },
  }
}
