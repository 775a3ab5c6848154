import { type BrevoOperation, tell } from './client.ts'
import { ROUTES } from './routes.ts'

/**
 * One event a request: the batch of `POST /events/batch` is documented, its limit is not, and the
 * hundred calls an hour that would then hold are fewer than ten a second. Brevo knows no keys, so a lost
 * answer leaves a row in doubt.
 */
export const createEvents: BrevoOperation['events'] = {
  name: 'events',
  route: ROUTES.createEvent,
  maxRows: 1,
  idempotent: false,
  rowKey: ({ key }) => key,
  send: async (context, _target, [row]) => {
    if (!row) throw new Error('A call tells of one event.')
    const event = {
      event_name: eventName(row.name),
      event_date: new Date(row.at).toISOString(),
      identifiers: { contact_id: Number(row.remoteId) },
      event_properties: Object.fromEntries(
        Object.entries(row.properties).map(([name, value]) => [
          eventName(name),
          typeof value === 'object' ? [...value] : value,
        ]),
      ),
    }
    await tell(context, ROUTES.createEvent, client => client.event.createEvent(event), { idempotent: false })
    // Attached to its contact later: an event of nobody is taken as well.
    return { kind: 'accepted' }
  },
}

/** Letters, digits, hyphens and underscores are all that a name may hold. */
const eventName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]+/g, '_')
