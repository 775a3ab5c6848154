import type { ShiftedClock } from '@esplanade/core/schema'
import { z } from 'zod'
import type { EmulatorReply, RunningEmulator } from '../definition.ts'
import { faultOrderSchema, MAX_FAULT_ORDERS } from '../fault-order-schema.ts'
import type { EmulatorControls } from './emulator-controls.ts'

/** What a control speaks of: a running emulator, its clock, and what its vendor's account lets one do. */
export interface Controlled<State> {
  readonly emulator: RunningEmulator<State>
  readonly clock: ShiftedClock
  readonly controls?: EmulatorControls<State>
}

interface ControlRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface ControlRoute {
  readonly route: string
  /** One line for the index. */
  readonly does: string
  readonly handle: <State>(request: ControlRequest, controlled: Controlled<State>) => EmulatorReply
}

const MAX_SEEDED = 100_000
const MAX_ADVANCE_MS = 10 * 365 * 86_400_000
const DEFAULT_ENTRIES = 100

const seedSchema = z.strictObject({
  members: z
    .array(
      z.strictObject({
        email: z.email(),
        consent: z.enum(['subscribed', 'unsubscribed']).default('subscribed'),
      }),
    )
    .min(1)
    .max(MAX_SEEDED),
})
const clockSchema = z.strictObject({ advanceMs: z.int().min(0).max(MAX_ADVANCE_MS) })
const faultsSchema = z.union([
  faultOrderSchema.transform(one => [one]),
  z.array(faultOrderSchema).max(MAX_FAULT_ORDERS),
])
const journalSchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  most: z.coerce.number().int().min(0).max(10_000).default(DEFAULT_ENTRIES),
})

/** The control's calls, in the order in which the index lists them. */
export const controlRoutes: readonly ControlRoute[] = [
  {
    route: 'GET /clock',
    does: "the account's time",
    handle: (_request, { clock }) => ok({ now: new Date(clock.now()).toISOString() }),
  },
  {
    route: 'POST /clock',
    does: 'moves it ahead: {"advanceMs": 86400000}',
    handle: ({ body }, { clock }) => {
      clock.advance(clockSchema.parse(body).advanceMs)
      return ok({ now: new Date(clock.now()).toISOString() })
    },
  },
  {
    route: 'POST /seed',
    does: 'adds members: {"members": [{"email": "ada@example.com", "consent": "subscribed"}]}',
    handle: ({ body }, { emulator, controls }) =>
      controls ? ok({ added: controls.seed(emulator.state, seedSchema.parse(body).members) }) : NO_CONTROLS,
  },
  {
    route: 'GET /members/{email}',
    does: 'a member as the vendor holds it',
    handle: ({ params }, { emulator, controls }) => {
      if (!controls) return NO_CONTROLS
      const member = controls.inspect(emulator.state, params.email ?? '')
      return member ? ok(member) : NOBODY
    },
  },
  {
    route: 'POST /members/{email}/touch',
    does: 'changes a member, so that the next pull brings it',
    handle: ({ params }, { emulator, controls }) => {
      if (!controls) return NO_CONTROLS
      return controls.touch(emulator.state, params.email ?? '') ? ok({ touched: true }) : NOBODY
    },
  },
  {
    route: 'POST /faults',
    does: 'orders one fault or a list: {"route": "GET /ping", "times": 3, "fault": {"kind": "status", "status": 503}}',
    handle: ({ body }, { emulator }) => {
      const orders = faultsSchema.parse(body)
      if (emulator.waitingFaults() + orders.length > MAX_FAULT_ORDERS)
        return problem(
          409,
          `No more than ${MAX_FAULT_ORDERS} orders wait at once; DELETE /faults takes them back.`,
        )
      for (const order of orders) emulator.order(order)
      return ok({ waiting: emulator.waitingFaults() })
    },
  },
  {
    route: 'DELETE /faults',
    does: 'takes back the faults that are still to come',
    handle: (_request, { emulator }) => {
      emulator.takeBackFaults()
      return ok({ waiting: 0 })
    },
  },
  {
    route: 'GET /journal',
    does: 'requests so far, by route, and the latest entries; ?after=SEQ&most=100',
    handle: ({ query }, { emulator: { journal, errors } }) => {
      const { after, most } = journalSchema.parse(Object.fromEntries(query))
      const entries = journal.entries.filter(({ seq }) => seq > after)
      return ok({
        requests: journal.requests,
        throttled: journal.throttled,
        byRoute: Object.fromEntries(journal.byRoute),
        errors: errors.map(error => (error instanceof Error ? error.message : String(error))),
        entries: after > 0 ? entries.slice(0, most) : entries.slice(entries.length - most),
      })
    },
  },
  {
    route: 'DELETE /journal',
    does: 'begins the journal anew',
    handle: (_request, { emulator }) => {
      emulator.journal.clear()
      return ok({ requests: 0 })
    },
  },
]

export const ok = (body: unknown): EmulatorReply => ({ status: 200, body })
export const problem = (status: number, error: string): EmulatorReply => ({ status, body: { error } })

const NO_CONTROLS = problem(501, 'This emulator exports no `controls`; seed it when it starts.')
const NOBODY = problem(404, 'Nobody here has that address.')
