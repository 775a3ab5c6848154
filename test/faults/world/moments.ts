import type { EmulatorDefinition } from '@esplanade/connector-kit/emulator'

/** An instant in the life of a vendor: its n-th call of a kind, before it does what was asked or after. */
export interface Moment {
  /** Any write, or the calls of one route. */
  readonly call: 'write' | { readonly route: string }
  readonly nth: number
  readonly effect: 'before' | 'after'
}

/** What happens at a moment. The vendor waits for it, and answers nobody who is gone by then. */
type Action = () => Promise<void>

/** Watches vendors side by side, so that "the third write" is the third of them all. */
export class Moments {
  readonly #seen = new Map<string, number>()
  #waiting: { readonly moment: Moment; readonly from: number; readonly act: Action } | undefined

  /** Acts once, when the moment comes; calls are counted from now. */
  at(moment: Moment, act: Action): void {
    this.#waiting = { moment, from: this.count(moment.call), act }
  }

  count(call: Moment['call']): number {
    return this.#seen.get(keyOf(call)) ?? 0
  }

  /** The vendor with its calls watched. */
  watch<State>(definition: EmulatorDefinition<State>): EmulatorDefinition<State> {
    return {
      ...definition,
      routes: definition.routes.map(watched => ({
        ...watched,
        handle: async (request, state, world) => {
          const { route } = watched
          const calls = isWrite(route) ? (['write', { route }] as const) : [{ route }]
          for (const call of calls) this.#seen.set(keyOf(call), this.count(call) + 1)
          const due = this.#take(calls)
          if (due?.moment.effect === 'before') {
            await due.act()
            return definition.serverError(503)
          }
          const reply = await watched.handle(request, state, world)
          await due?.act()
          return reply
        },
      })),
    }
  }

  #take(calls: readonly Moment['call'][]) {
    const due = this.#waiting
    if (due === undefined) return undefined
    const { moment, from } = due
    const comes = calls.some(
      call => keyOf(call) === keyOf(moment.call) && this.count(call) === from + moment.nth,
    )
    if (!comes) return undefined
    this.#waiting = undefined
    return due
  }
}

const keyOf = (call: Moment['call']): string => (call === 'write' ? call : call.route)

/** Questions that vendors take by POST. */
const QUESTION = /\/(search|batch\/read)$/

export const isWrite = (route: string): boolean => !route.startsWith('GET ') && !QUESTION.test(route)
