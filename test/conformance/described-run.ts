import { type Instant, instant, type SimulatedClock, simulatedClock } from '@esplanade/connector-kit'
import {
  type EmulatorDefinition,
  type RunningEmulator,
  startEmulator,
} from '@esplanade/connector-kit/emulator'
import { type ApiDescription, readDescription } from './api-description.ts'
import { checkExchange } from './check-exchange.ts'

/** An afternoon with milliseconds, so that a time cut to seconds shows. */
const START: Instant = instant(Date.parse('2026-03-01T12:34:56.789Z'))

export interface DescribedRun<State> {
  readonly emulator: RunningEmulator<State>
  readonly clock: SimulatedClock
  /** Every line that `checkExchange` gave so far, each once, sorted. */
  readonly issues: () => readonly string[]
  /** Routes of the emulator that were never answered with success, and so never checked. */
  readonly unserved: () => readonly string[]
  /** One more request, past every client. */
  readonly ask: (request: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>
}

/** An emulator of which every request and answer is held against the vendor's own description. */
export async function describedRun<State>(
  file: string,
  definition: EmulatorDefinition<State>,
  headers: Record<string, string>,
): Promise<DescribedRun<State>> {
  const api: ApiDescription = readDescription(file)
  const found = new Set<string>()
  const served = new Set<string>()
  const clock = simulatedClock(START)
  const emulator = await startEmulator(definition, {
    clock,
    tap: exchange => {
      for (const issue of checkExchange(api, exchange)) found.add(issue)
      if (exchange.reply.status < 400) served.add(exchange.route)
    },
  })
  return {
    emulator,
    clock,
    unserved: () => definition.routes.map(({ route }) => route).filter(route => !served.has(route)),
    issues: () => [...found].sort(),
    ask: (request, body, further) => {
      const [method = 'GET', path = '/'] = request.split(' ')
      return fetch(`${emulator.url}${definition.basePath}${path}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json', ...further },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
    },
  }
}
