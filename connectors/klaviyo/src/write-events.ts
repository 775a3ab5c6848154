import {
  ACCEPTED,
  type CustomEventRow,
  type Outcome,
  onFailure,
  rejectedBy,
  type SendResult,
} from '@esplanade/connector-kit'
import { type Context, type Operation, tell } from './client.ts'
import { ROUTES } from './routes.ts'

/** The names of the JSON:API objects around a row's properties, its name, key and time. */
const ROW_OVERHEAD_BYTES = 640

/**
 * Custom events, which start the vendor's flows, 1,000 a call. Each carries its key as `unique_id`. A bulk
 * call that repeats one is refused as a whole and names no row, while the single call keeps the first event
 * and tells each row's fate: so a refused batch, perhaps one whose answer was lost, goes event by event.
 */
export const writeEvents: Operation['events'] = {
  name: 'custom-events',
  route: ROUTES.createEvents,
  maxRows: 1_000,
  maxBytes: 5_000_000,
  rowBytes: row => Buffer.byteLength(JSON.stringify(row.properties)) + ROW_OVERHEAD_BYTES,
  rowKey: row => row.key,
  idempotent: true,
  send: (context, _target, rows): Promise<SendResult> => {
    const data = rows.map(row => {
      const { profile, ...event } = attributesOf(row)
      const events = { data: [{ type: 'event' as const, attributes: event }] }
      return { type: 'event-bulk-create' as const, attributes: { profile, events } }
    })
    const attributes = { eventsBulkCreate: { data } }
    const job = { data: { type: 'event-bulk-create-job' as const, attributes } }
    const sent = tell(context, ROUTES.createEvents, ({ events }) => events.bulkCreateEvents(job))
    return onFailure(
      'rejected',
      sent.then((): SendResult => ({ kind: 'accepted' })),
      async () => {
        const outcomes: Outcome[] = []
        for (const row of rows) outcomes.push(await sendOne(context, row))
        return { kind: 'answered', outcomes }
      },
    )
  },
}

function sendOne(context: Context, row: CustomEventRow): Promise<Outcome> {
  const event = { data: { type: 'event' as const, attributes: attributesOf(row) } }
  return onFailure(
    'rejected',
    tell(context, ROUTES.createEvent, ({ events }) => events.createEvent(event)).then(() => ACCEPTED),
    rejectedBy,
  )
}

/** Of a profile by its id alone: an address would make a profile of somebody who changed theirs. */
const attributesOf = ({ remoteId: id, name, key, at, properties }: CustomEventRow) => ({
  profile: { data: { type: 'profile' as const, id, attributes: {} } },
  properties,
  time: new Date(at),
  uniqueId: key,
  metric: { data: { type: 'metric' as const, attributes: { name } } },
})
