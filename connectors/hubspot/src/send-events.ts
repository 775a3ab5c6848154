import { createHash } from 'node:crypto'
import { ACCEPTED, type CustomEventRow, type Outcome, type ValueNote } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context, type Operation, write } from './api-request.ts'
import { writeValue } from './properties.ts'

const ROUTE = 'POST /events/v3/send/batch'
const FIND_ROUTE = 'GET /events/v3/event-definitions'
const DEFINE_ROUTE = 'POST /events/v3/event-definitions'

/**
 * Custom events, of which HubSpot's workflows start. They need an Enterprise account. Of two with one
 * `uuid` HubSpot takes the first, for a year, so a batch may be sent again. Nothing is answered but that
 * they have arrived. Source: "Send an event occurrence".
 */
export const sendEvents: Operation['events'] = {
  name: 'send custom events',
  route: ROUTE,
  reads: [{ route: FIND_ROUTE }],
  // From memory of the vendor's pages.
  maxRows: 500,
  idempotent: true,
  batchKey: ({ name }) => name,
  rowKey: ({ key }) => key,
  send: async (context, _target, rows) => {
    const [first] = rows
    if (first === undefined) return { kind: 'answered', outcomes: [] }
    const names = new Set(rows.flatMap(({ properties }) => Object.keys(properties)))
    const { eventName, known } = await ensureDefinition(context, first.name, [...names])
    const inputs = rows.map(row => ({
      eventName,
      ...(row.remoteId === '' ? { email: row.email ?? '' } : { objectId: row.remoteId }),
      occurredAt: new Date(row.at),
      uuid: uuidOf(row.key),
      properties: Object.fromEntries(
        Object.entries(row.properties)
          .filter(([name]) => known.has(slugOf(name)))
          .map(([name, value]) => [slugOf(name), writeValue(value)]),
      ),
    }))
    await write(context, ROUTE, client => client.events.send.batchApi.sendWithHttpInfo({ inputs }))
    return { kind: 'answered', outcomes: rows.map(row => acceptedWith(leftOut(row, known))) }
  },
}

const definitionSchema = z.object({
  fullyQualifiedName: z.string(),
  labels: z.object({ singular: z.string().nullish() }).optional(),
  properties: z.array(z.object({ name: z.string() })).default([]),
})
const foundSchema = z.object({ results: z.array(definitionSchema) })

/** The event under the name that people see; made with these properties where there is none. */
async function ensureDefinition(
  context: Context,
  label: string,
  names: readonly string[],
): Promise<{ readonly eventName: string; readonly known: ReadonlySet<string> }> {
  const { results } = await askPlainly(context, FIND_ROUTE, foundSchema, {
    query: { searchString: label, includeProperties: 'true' },
  })
  const found =
    results.find(({ labels }) => labels?.singular === label) ??
    (await askPlainly(context, DEFINE_ROUTE, definitionSchema, {
      body: {
        label,
        name: slugOf(label),
        primaryObject: 'CONTACT',
        propertyDefinitions: names.map(name => ({ name: slugOf(name), label: name, type: 'string' })),
      },
    }))
  return { eventName: found.fullyQualifiedName, known: new Set(found.properties.map(({ name }) => name)) }
}

const leftOut = ({ properties }: CustomEventRow, known: ReadonlySet<string>): ValueNote[] =>
  Object.keys(properties)
    .filter(name => !known.has(slugOf(name)))
    .map(field => ({ field, did: 'left-out', how: NO_PROPERTY }))

const NO_PROPERTY = 'the event in HubSpot has no such property; add it there'

const acceptedWith = (notes: readonly ValueNote[]): Outcome =>
  notes.length === 0 ? ACCEPTED : { ...ACCEPTED, notes }

/** Internal names: lower case, and they begin with a letter. */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^(?![a-z])/, 'e_')

/** The same for the same key, in the form of a uuid of version 8 (RFC 9562). */
const uuidOf = (key: string): string =>
  createHash('sha256')
    .update(key)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')
