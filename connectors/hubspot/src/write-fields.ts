import { APPLIED, fitFields, type Outcome, rejected } from '@esplanade/connector-kit'
import type { StandardError } from '@hubspot/api-client/lib/codegen/crm/objects/models/StandardError.js'
import { type Context, type Operation, write } from './api-request.ts'
import { writeValue } from './properties.ts'

export const UPDATE_ROUTE = 'POST /crm/v3/objects/contacts/batch/update'
export const MAX_UPDATES = 100

/** HubSpot names no bound; a contact of two megabytes passes, and a hundred of them go apart. */
const MOST_BYTES = 5_000_000

/** Custom properties of a hundred contacts per request, found by their ids. */
export const writeFields: Operation['fields'] = {
  name: 'update contacts',
  route: UPDATE_ROUTE,
  maxRows: MAX_UPDATES,
  maxBytes: MOST_BYTES,
  idempotent: true,
  prepare: fitFields,
  send: async (context, _target, rows) => {
    const inputs = rows.map(({ remoteId, values }) => ({
      id: remoteId,
      properties: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, writeValue(value)]),
      ),
    }))
    return { kind: 'answered', outcomes: await updateContacts(context, inputs) }
  },
}

interface ContactUpdate {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
}

/** Up to a hundred contacts, with an outcome for each. No request for none. */
export async function updateContacts(
  context: Context,
  updates: readonly ContactUpdate[],
): Promise<Outcome[]> {
  if (updates.length === 0) return []
  // With a trace id on every row, one bad row is reported and the others are written.
  const inputs = updates.map(update => ({ ...update, objectWriteTraceId: update.id }))
  const answer = await write(context, UPDATE_ROUTE, ({ crm }) =>
    crm.objects.batchApi.updateWithHttpInfo('contacts', { inputs }),
  )
  const written = new Set(answer.results.flatMap(({ id, objectWriteTraceId }) => [id, objectWriteTraceId]))
  const refused = refusals('errors' in answer ? (answer.errors ?? []) : [])
  return updates.map(({ id }) => refused.get(id) ?? (written.has(id) ? APPLIED : UNANSWERED))
}

const UNANSWERED: Outcome = {
  status: 'in-doubt',
  code: 'unanswered',
  message: 'HubSpot’s answer says nothing about this contact. Pull again to see what it holds.',
}

/** An error names its rows by trace id, or by record id where the record is not there. */
function refusals(errors: readonly StandardError[]): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>()
  for (const { category, message, context } of errors) {
    const { objectWriteTraceId = [], ids = [], id = [] } = context ?? {}
    const code = category === 'OBJECT_NOT_FOUND' ? 'missing' : (codeIn(message) ?? category)
    const outcome = rejected(code, message, NEXT[code] ?? 'Correct the value, then send it again.')
    for (const name of [...objectWriteTraceId, ...ids, ...id]) outcomes.set(name, outcome)
  }
  return outcomes
}

/** What to do next, where it is not to correct the value. */
const NEXT: Readonly<Record<string, string>> = {
  missing: 'The contact was deleted or archived in HubSpot; pull again.',
  PROPERTY_DOESNT_EXIST: 'The property was deleted in HubSpot: pull again, and the next plan makes it anew.',
}

/** The message of a validation error embeds JSON with the code of each property's fault. */
const codeIn = (message: string): string | undefined => /"error":"([A-Z_]+)"/.exec(message)?.[1]
