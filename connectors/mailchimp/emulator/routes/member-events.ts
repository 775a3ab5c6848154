import type { Audience } from '../audience.ts'
import { collection } from '../collection.ts'
import { invalidResource, notFound } from '../problem.ts'
import { readTime, vendorTime, wholeSecond } from '../vendor-time.ts'
import { type AccountRoute, fieldsOf, listRoute, textOf } from './route.ts'

const MIN_NAME = 2
const MAX_NAME = 30

/** Custom events of members. Two that are the same are two: there are no keys. */
export const memberEventRoutes: readonly AccountRoute[] = [
  listRoute('POST /lists/{list_id}/members/{subscriber_hash}/events', (request, audience, account) => {
    const member = present(audience, request.params.subscriber_hash)
    if (!member) return notFound()
    const body = fieldsOf(request.body)
    const name = textOf(body.name) ?? ''
    const properties = Object.entries(fieldsOf(body.properties))
    const { length } = Array.from(name)
    const problems = [
      ...(length >= MIN_NAME && length <= MAX_NAME
        ? []
        : [{ field: 'name', message: `Expected ${MIN_NAME} to ${MAX_NAME} characters.` }]),
      ...properties
        .filter(([, value]) => typeof value !== 'string')
        .map(([property]) => ({ field: `properties.${property}`, message: 'Expected a string.' })),
    ]
    if (problems.length > 0)
      return invalidResource('The resource submitted could not be validated.', problems)
    const occurredAt = wholeSecond(readTime(body.occurred_at) ?? account.now())
    audience.recordEvent(member, {
      name,
      occurredAt,
      properties: Object.fromEntries(properties) as Record<string, string>,
    })
    if (body.is_syncing !== true) audience.automations.add({ by: 'event', name })
    return { status: 204 }
  }),
  listRoute('GET /lists/{list_id}/members/{subscriber_hash}/events', (request, audience) => {
    const member = present(audience, request.params.subscriber_hash)
    if (!member) return notFound()
    return collection(request, 'events', audience.eventsOf(member), ({ name, occurredAt, properties }) => ({
      name,
      occurred_at: vendorTime(occurredAt),
      properties,
    }))
  }),
]

function present(audience: Audience, key = '') {
  const member = audience.member(key)
  return member?.status === 'archived' ? undefined : member
}
