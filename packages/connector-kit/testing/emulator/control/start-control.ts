import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { EmulatorReply } from '../definition.ts'
import { readBody } from '../read-body.ts'
import { createRouter } from '../router.ts'
import { sendReply } from '../send-reply.ts'
import { type Controlled, controlRoutes, ok, problem } from './control-routes.ts'

const LOOPBACK = '127.0.0.1'

export interface RunningControl {
  /** `http://127.0.0.1:PORT`; its root lists the calls. */
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Serves an emulator's control on a port of its own, so that nothing of it can be taken for the vendor's
 * API. A web page open in a browser cannot use it: what changes something must be sent as JSON, which
 * browsers ask leave for first and never get, and the host must be this machine's by number.
 *
 * @throws Error when the port is taken.
 */
export async function startControl<State>(
  controlled: Controlled<State>,
  { port = 0 }: { readonly port?: number } = {},
): Promise<RunningControl> {
  const findRoute = createRouter(controlRoutes)

  async function reply(incoming: IncomingMessage): Promise<EmulatorReply> {
    const { pathname, searchParams: query } = new URL(incoming.url ?? '/', `http://${LOOPBACK}`)
    const method = incoming.method ?? 'GET'
    if (!incoming.headers.host?.startsWith(`${LOOPBACK}:`)) return problem(403, `Call it by ${LOOPBACK}.`)
    if (method === 'GET' && pathname === '/') return INDEX
    const match = findRoute(method, pathname)
    if (!match) return problem(404, 'There is no such call; GET / lists them.')
    if (
      method === 'POST' &&
      !incoming.headers['content-type']?.startsWith('application/json') &&
      hasBody(incoming)
    )
      return problem(415, 'Send JSON, with "content-type: application/json".')
    if (method !== 'GET' && incoming.headers.origin !== undefined)
      return problem(403, 'Web pages may not do this.')
    const reading = await readBody(incoming)
    if (reading.kind !== 'read') return problem(400, 'The body is not JSON, or too large.')
    try {
      return match.target.handle({ params: match.params, query, body: reading.body }, controlled)
    } catch (error) {
      if (error instanceof z.ZodError) return problem(400, z.prettifyError(error))
      throw error
    }
  }

  const server = createServer((incoming, response) => {
    reply(incoming).then(
      answer => sendReply(response, answer),
      error => sendReply(response, problem(500, error instanceof Error ? error.message : String(error))),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(new Error(`The control cannot listen: ${cause.message}. Choose another port.`, { cause })),
    )
    server.listen(port, LOOPBACK, resolve)
  })
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined && headers['content-length'] !== '0'

const INDEX = ok({ calls: Object.fromEntries(controlRoutes.map(({ route, does }) => [route, does])) })
