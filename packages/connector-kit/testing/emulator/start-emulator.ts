import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createJournal } from './create-journal.ts'
import type {
  EmulatorDefinition,
  EmulatorOptions,
  EmulatorReply,
  EmulatorRequest,
  EmulatorRoute,
  FaultOrder,
  RunningEmulator,
} from './definition.ts'
import { createFaultOrders } from './fault-orders.ts'
import { type Arrival, createLimitGate } from './limit-gate.ts'
import { type BodyReading, readBody } from './read-body.ts'
import { createRouter } from './router.ts'
import { seededRandom } from './seeded-random.ts'
import { sendReply } from './send-reply.ts'

const LOOPBACK = '127.0.0.1'
const MAX_REMEMBERED_ERRORS = 100
const DEFAULT_SEED = 1

/**
 * Serves a vendor's emulator over HTTP on loopback, with its limits, faults on demand and a journal
 * of every request. A call goes through fault, key, route, limits and handler, in this order.
 *
 * @throws Error when the port is taken or two routes of the definition are the same.
 */
export async function startEmulator<State>(
  definition: EmulatorDefinition<State>,
  options: EmulatorOptions,
): Promise<RunningEmulator<State>> {
  const { clock, enforceLimits = true } = options
  const world = { clock, random: seededRandom(options.seed ?? DEFAULT_SEED) }
  const state = definition.createState(world)
  const findRoute = createRouter(definition.routes)
  const limits = typeof definition.limits === 'function' ? definition.limits(state) : definition.limits
  const gate = createLimitGate(enforceLimits ? limits : [], clock)
  const keeper = createJournal()
  const orders = createFaultOrders()
  const errors: unknown[] = []
  const closing = new AbortController()

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(error => {
      // A caller that hangs up while its body is read, or a host that closes meanwhile, is no fault of a handler.
      if (!incoming.destroyed || incoming.complete) remember(error)
      response.destroy()
    })
  })
  // The caller decides when an idle connection ends: a host that ends one just as the caller reuses
  // it would look like a fault that nobody ordered.
  server.keepAliveTimeout = 0

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = incoming.method ?? 'GET'
    const { pathname: rawPath, search } = splitUrl(incoming.url ?? '/')
    const inside = rawPath === definition.basePath || rawPath.startsWith(`${definition.basePath}/`)
    const path = rawPath.slice(definition.basePath.length) || '/'
    const match = inside ? findRoute(method, path) : undefined
    const route = match?.target.route ?? `${method} (unknown)`
    const entry = keeper.arrived({ at: clock.now(), route, method, path })
    const arrival = gate.arrive(route)
    response.once('close', () => arrival.leave())

    const reading = await readBody(incoming)
    const fault = orders.take(route)
    if (fault?.kind === 'cut') return void response.destroy()
    if (fault?.kind === 'stall') return
    if (fault?.kind === 'slow') await clock.sleep(fault.ms, closing.signal)

    const request: EmulatorRequest = {
      method,
      path: inside ? decoded(path) : rawPath,
      params: match?.params ?? {},
      query: new URLSearchParams(search),
      headers: flatten(incoming),
      body: reading.kind === 'read' ? reading.body : undefined,
      bodyBytes: reading.kind === 'too-large' ? Number.POSITIVE_INFINITY : reading.bytes,
      origin: `http://${incoming.headers.host ?? LOOPBACK}`,
    }
    const ownReply = async () => {
      const own = await answer(request, { route, arrival, reading, target: match?.target })
      options.tap?.({ route, request, reply: own })
      return options.alter?.(own) ?? own
    }
    const reply = fault?.kind === 'status' ? orderedReply(fault) : await ownReply()
    if (fault?.kind === 'cut-after-effect') return void response.destroy()
    entry.answered(reply.status)
    // Before the caller can know the answer, and call again.
    arrival.leave()
    sendReply(response, reply, fault?.kind === 'truncate')
  }

  async function answer(request: EmulatorRequest, call: Call<State>): Promise<EmulatorReply> {
    try {
      const refused = definition.authorize(request, state)
      if (refused) return refused
      const admission = call.arrival.enter()
      if (admission.kind === 'refused') {
        keeper.throttled()
        return definition.overLimit(admission.policy, admission.retryAfterMs)
      }
      return withBudget(await handled(request, call), call.route)
    } catch (error) {
      remember(error)
      return definition.serverError(500)
    }
  }

  function handled(
    request: EmulatorRequest,
    { reading, target }: Call<State>,
  ): EmulatorReply | Promise<EmulatorReply> {
    if (!target) return definition.notFound(request)
    if (reading.kind === 'too-large') return definition.serverError(413)
    if (reading.kind === 'not-json') return definition.badBody(request)
    return target.handle(request, state, world)
  }

  function withBudget(reply: EmulatorReply, route: string): EmulatorReply {
    if (!enforceLimits || !definition.budgetHeaders) return reply
    return { ...reply, headers: { ...definition.budgetHeaders(gate.usage(route), route), ...reply.headers } }
  }

  function orderedReply(fault: Extract<FaultOrder['fault'], { kind: 'status' }>): EmulatorReply {
    const usual = definition.serverError(fault.status)
    const body = fault.body ?? usual.body
    const typed = fault.body === undefined ? {} : { 'content-type': contentTypeOf(fault.body) }
    return { status: fault.status, body, headers: { ...usual.headers, ...typed, ...fault.headers } }
  }

  function remember(error: unknown): void {
    if (errors.length < MAX_REMEMBERED_ERRORS) errors.push(error)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new Error(`The ${definition.name} emulator cannot listen: ${cause.message}. Choose another port.`, {
          cause,
        }),
      ),
    )
    server.listen(options.port ?? 0, LOOPBACK, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${LOOPBACK}:${port}`,
    state,
    journal: keeper.journal,
    errors,
    order: orders.place,
    waitingFaults: orders.waiting,
    takeBackFaults: orders.takeBack,
    close: () =>
      new Promise(resolve => {
        closing.abort(new Error(`The ${definition.name} emulator was closed.`))
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Call<State> {
  readonly route: string
  readonly arrival: Arrival
  readonly reading: BodyReading
  readonly target: EmulatorRoute<State> | undefined
}

function splitUrl(url: string): { pathname: string; search: string } {
  const at = url.indexOf('?')
  return at < 0 ? { pathname: url, search: '' } : { pathname: url.slice(0, at), search: url.slice(at + 1) }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    if (error instanceof URIError) return path
    throw error
  }
}

const contentTypeOf = (body: string): string => (/^[[{]/.test(body) ? 'application/json' : 'text/plain')

function flatten(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}
