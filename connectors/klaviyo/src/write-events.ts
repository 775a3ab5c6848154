import { ConnectorError, type CustomEventRow, type Operation, type Outcome } from '@esplanade/connector-kit'
import { acknowledged, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import type { KlaviyoContext } from './pages.ts'
import { ROUTES } from './routes.ts'

/**
 * Custom events, which start the vendor's flows, 1,000 a call. Each carries its key as `unique_id`. A bulk
 * call that repeats one is refused as a whole and names no row, while the single call keeps the first event
 * and tells each row's fate: so a refused batch, perhaps one whose answer was lost, goes event by event.
 */
export const writeEvents: Operation<CustomEventRow, KlaviyoConfig, KlaviyoClient> = {
  name: 'custom-events',
  route: ROUTES.createEvents,
  maxRows: 1_000,
  maxBytes: 5_000_000,
  rowBytes: row => Buffer.byteLength(JSON.stringify(row.properties)) + ROW_OVERHEAD_BYTES,
  rowKey: row => row.key,
  idempotent: true,
  send: async (context, _target, rows) => {
    const call = { idempotent: true, priority: 'push' } as const
    const data = rows.map(row => ({
      type: 'event-bulk-create' as const,
      attributes: {
        profile: { data: holderOf(row) },
        events: { data: [{ type: 'event' as const, attributes: eventOf(row) }] },
      },
    }))
    const body = {
      data: { type: 'event-bulk-create-job' as const, attributes: { eventsBulkCreate: { data } } },
    }
    try {
      await context.session.call(ROUTES.createEvents, call, () =>
        acknowledged(context.client.events.bulkCreateEvents(body)),
      )
      return { kind: 'accepted' }
    } catch (error) {
      if (!isRejection(error)) throw error
    }
    const outcomes: Outcome[] = []
    for (const row of rows) outcomes.push(await sendOne(context, row))
    return { kind: 'answered', outcomes }
  },
}

/** The names of the JSON:API objects around a row's properties, its name, key and time. */
const ROW_OVERHEAD_BYTES = 640

async function sendOne(context: KlaviyoContext, row: CustomEventRow): Promise<Outcome> {
  const attributes = { ...eventOf(row), profile: { data: holderOf(row) } }
  try {
    await context.session.call(ROUTES.createEvent, { idempotent: true, priority: 'push' }, () =>
      acknowledged(context.client.events.createEvent({ data: { type: 'event', attributes } })),
    )
    return { status: 'accepted' }
  } catch (error) {
    if (!isRejection(error)) throw error
    return { status: 'rejected', code: error.failure.code ?? 'rejected', message: error.message }
  }
}

const isRejection = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.kind === 'rejected'

/** By id alone: an address would make a profile of somebody who changed theirs. */
const holderOf = ({ remoteId: id }: CustomEventRow) => ({ type: 'profile' as const, id, attributes: {} })

const eventOf = ({ name, key, at, properties }: CustomEventRow) => ({
  properties,
  time: new Date(at),
  uniqueId: key,
  metric: { data: { type: 'metric' as const, attributes: { name } } },
})
