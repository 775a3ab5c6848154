import { instant, simulatedClock } from '@esplanade/core/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_IN_FLIGHT, MAX_WAITING_CALLS } from '../../src/budget/create-budget.ts'
import { createBudget, type LimitPolicy, type Priority } from '../../src/index.ts'
import { createLimitGate } from '../../testing/emulator/limit-gate.ts'

const never = new AbortController().signal
const pull = { priority: 'pull', signal: never } as const
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(resolve => setImmediate(resolve))
}
const oneLane: LimitPolicy = { kind: 'concurrency', name: 'lane', calls: 1, source: 'test' }
const perSecond = (calls: number, window: 'rolling' | 'fixed' = 'rolling'): LimitPolicy => ({
  kind: 'rate',
  name: `${calls} a second`,
  calls,
  perMs: 1_000,
  window,
  source: 'test',
})

describe('a budget', () => {
  it('is never refused by a vendor that keeps the same limits by its own counting', async () => {
    const delays = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(delays, async calls => {
        const clock = simulatedClock(instant(0))
        const limits = [
          perSecond(3, 'fixed'),
          { ...perSecond(2), routes: ['GET /1'] },
          { ...oneLane, calls: 4 },
        ]
        const budget = createBudget(limits, clock)
        const gate = createLimitGate(limits, clock)
        const answers = calls.map(async ([there, back, route]) => {
          const slot = await budget.acquire(`GET /${route}`, pull)
          await turns(there)
          const arrival = gate.arrive(`GET /${route}`)
          const admission = arrival.enter()
          await turns(back)
          arrival.leave()
          slot.release()
          return admission.kind
        })
        expect(new Set(await Promise.all(answers))).toEqual(new Set(['admitted']))
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  it('starts the most urgent waiting call first, and equals in turn', async () => {
    const budget = createBudget([oneLane], simulatedClock(instant(0)))
    const first = await budget.acquire('GET /a', pull)
    const order: string[] = []
    const wait = async (name: string, priority: Priority) => {
      const slot = await budget.acquire('GET /a', { priority, signal: never })
      order.push(name)
      slot.release()
    }
    const all = [
      wait('pull 1', 'pull'),
      wait('push', 'push'),
      wait('pull 2', 'pull'),
      wait('opt-out', 'consent'),
    ]
    first.release()
    await Promise.all(all)
    expect(order).toEqual(['opt-out', 'push', 'pull 1', 'pull 2'])
  })

  it('gives pulls one start in five while pushes wait, and consent every one', async () => {
    const budget = createBudget([oneLane], simulatedClock(instant(0)))
    const first = await budget.acquire('GET /a', pull)
    const order: string[] = []
    const wait = async (priority: Priority) => {
      const slot = await budget.acquire('GET /a', { priority, signal: never })
      order.push(priority)
      slot.release()
    }
    const many = (priority: Priority, count: number) => Array.from({ length: count }, () => wait(priority))
    const all = [...many('pull', 2), ...many('push', 9), ...many('consent', 6)]
    first.release()
    await Promise.all(all)
    const push = (count: number) => Array.from({ length: count }, () => 'push')
    expect(order.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'consent'))
    expect(order.slice(6)).toEqual([...push(4), 'pull', ...push(4), 'pull', 'push'])
  })

  it("does not wait for tomorrow: calls beyond a day's quota are refused at once, waiting ones too", async () => {
    const clock = simulatedClock(instant(0))
    const day = { kind: 'rate', name: 'a day', calls: 2, perMs: 86_400_000, window: 'rolling' } as const
    const aDay: LimitPolicy = { ...day, source: 'test' }
    const budget = createBudget([aDay, oneLane], clock)
    const first = await budget.acquire('GET /a', pull)
    const second = budget.acquire('GET /a', pull)
    const third = budget.acquire('GET /a', pull)
    const refusal = { kind: 'throttled', failure: { code: 'budget-used-up', retryAfterMs: 86_400_001 } }
    first.release()
    ;(await second).release()
    await expect(third).rejects.toMatchObject(refusal)
    await expect(budget.acquire('GET /a', pull)).rejects.toMatchObject(refusal)
    expect(clock.now()).toBe(0)
    clock.advance(86_400_001)
    ;(await budget.acquire('GET /a', pull)).release()
  })

  it('keeps the connection of an abandoned call until it is over', async () => {
    const clock = simulatedClock(instant(0))
    const budget = createBudget([oneLane, perSecond(1)], clock)
    const stuck = await budget.acquire('GET /a', pull)
    let started = false
    const next = budget.acquire('GET /a', pull).then(() => {
      started = true
    })
    stuck.abandon()
    await turns(20)
    expect(started).toBe(false)
    clock.advance(5_000)
    stuck.release()
    await next
    expect(clock.now()).toBe(5_000)
  })

  it('waits by the clock for the next window and for a pause', async () => {
    const clock = simulatedClock(instant(0))
    const budget = createBudget([perSecond(1)], clock)
    ;(await budget.acquire('GET /a', pull)).release()
    ;(await budget.acquire('GET /a', pull)).release()
    expect(clock.now()).toBe(1_001)
    budget.pause('GET /a', 60_000)
    await budget.acquire('GET /a', pull)
    expect(clock.now()).toBe(61_001)
  })

  it('lets a call of another route pass one that waits', async () => {
    const clock = simulatedClock(instant(0))
    const budget = createBudget(
      [
        { ...perSecond(1), routes: ['GET /slow'] },
        { ...oneLane, calls: 2 },
      ],
      clock,
    )
    await budget.acquire('GET /slow', pull)
    const waiting = budget.acquire('GET /slow', pull)
    ;(await budget.acquire('GET /fast', pull)).release()
    await expect(Promise.race([waiting, Promise.resolve('still waiting')])).resolves.toBe('still waiting')
  })

  it('keeps a bound on calls in flight where the vendor states none', async () => {
    const budget = createBudget([], simulatedClock(instant(0)))
    const slots = await Promise.all(
      Array.from({ length: MAX_IN_FLIGHT }, () => budget.acquire('GET /a', pull)),
    )
    let started = false
    const next = budget.acquire('GET /a', pull).then(() => {
      started = true
    })
    await turns(20)
    expect(started).toBe(false)
    slots[0]?.release()
    await next
  })

  it('rejects waiting calls with the reason of the abort, and no others', async () => {
    const budget = createBudget([oneLane], simulatedClock(instant(0)))
    const running = await budget.acquire('GET /a', pull)
    const stop = new AbortController()
    const stopped = budget.acquire('GET /a', { priority: 'pull', signal: stop.signal })
    const patient = budget.acquire('GET /a', pull)
    stop.abort(new Error('Ctrl-C'))
    await expect(stopped).rejects.toThrow('Ctrl-C')
    await expect(budget.acquire('GET /a', { priority: 'pull', signal: stop.signal })).rejects.toThrow(
      'Ctrl-C',
    )
    running.release()
    ;(await patient).release()
  })

  it('refuses callers that have lost count', async () => {
    const budget = createBudget([oneLane], simulatedClock(instant(0)))
    await budget.acquire('GET /a', pull)
    const stop = new AbortController()
    const waiting = Array.from({ length: MAX_WAITING_CALLS }, () =>
      budget.acquire('GET /a', { priority: 'pull', signal: stop.signal }).catch(() => 'stopped'),
    )
    await expect(budget.acquire('GET /a', pull)).rejects.toThrow(`${MAX_WAITING_CALLS} calls wait already`)
    stop.abort()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['stopped']))
  })
})
