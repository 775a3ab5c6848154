import type { EmulatorReply } from '@esplanade/connector-kit/emulator'
import type { Audience } from '../audience.ts'
import { invalidResource, notFound } from '../problem.ts'
import { WEBHOOK_EVENTS, WEBHOOK_SOURCES, type Webhook } from '../webhook-registry.ts'
import { type AccountRoute, fieldsOf, listRoute, textOf } from './route.ts'

const WEBHOOKS = '/lists/{list_id}/webhooks'
const WEBHOOK = `${WEBHOOKS}/{webhook_id}`

/** Whom an audience tells of its changes. */
export const webhookRoutes: readonly AccountRoute[] = [
  listRoute(`GET ${WEBHOOKS}`, (_request, audience) => {
    const webhooks = [...audience.webhooks.hooks.values()].map(hook => webhookResource(audience, hook))
    return { status: 200, body: { webhooks, list_id: audience.id, total_items: webhooks.length } }
  }),
  listRoute(`POST ${WEBHOOKS}`, (request, audience, account) => {
    const { url, events, sources } = fieldsOf(request.body)
    const address = textOf(url) ?? ''
    const invalid = (message: string) =>
      invalidResource('The resource submitted could not be validated.', [{ field: 'url', message }])
    if (!URL.canParse(address)) return invalid('Expected a valid URL.')
    if ([...audience.webhooks.hooks.values()].some(hook => hook.url === address))
      return invalid("Sorry, you can't set up multiple WebHooks for one URL.")
    // It is tried with a GET before it is taken.
    const answered = audience.webhooks.answerOf(address)
    if (answered !== 200) return invalid(`The URL answered ${answered}; it must answer 200.`)
    const hook = audience.webhooks.add(`webhook${account.nextId()}`, {
      url: address,
      events: chosen(events, WEBHOOK_EVENTS),
      sources: chosen(sources, WEBHOOK_SOURCES),
    })
    // The secret is told here and never again.
    const signing = hook.secret !== null && { signing_enabled: true, signing_secret: hook.secret }
    return { status: 200, body: { ...webhookResource(audience, hook), ...signing } }
  }),
  hookRoute(`GET ${WEBHOOK}`, (audience, hook) => ({ status: 200, body: webhookResource(audience, hook) })),
  hookRoute(`PATCH ${WEBHOOK}`, (audience, hook, { events, sources }) => {
    if (events !== undefined) hook.events = chosen(events, WEBHOOK_EVENTS)
    if (sources !== undefined) hook.sources = chosen(sources, WEBHOOK_SOURCES)
    return { status: 200, body: webhookResource(audience, hook) }
  }),
  hookRoute(`DELETE ${WEBHOOK}`, (audience, { id }) => {
    audience.webhooks.hooks.delete(id)
    return { status: 204 }
  }),
]

function hookRoute(
  route: string,
  handle: (audience: Audience, hook: Webhook, body: Readonly<Record<string, unknown>>) => EmulatorReply,
): AccountRoute {
  return listRoute(route, (request, audience) => {
    const hook = audience.webhooks.hooks.get(request.params.webhook_id ?? '')
    return hook ? handle(audience, hook, fieldsOf(request.body)) : notFound()
  })
}

const chosen = (marks: unknown, names: readonly string[]): ReadonlySet<string> =>
  new Set(names.filter(name => fieldsOf(marks)[name] === true))

const webhookResource = (audience: Audience, { id, url, events, sources }: Webhook): object => ({
  id,
  url,
  events: Object.fromEntries(WEBHOOK_EVENTS.map(name => [name, events.has(name)])),
  sources: Object.fromEntries(WEBHOOK_SOURCES.map(name => [name, sources.has(name)])),
  list_id: audience.id,
})
