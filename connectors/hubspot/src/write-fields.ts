import { type FieldRow, fitFields, type Operation, type Outcome } from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import type { StandardError } from '@hubspot/api-client/lib/codegen/crm/objects/models/StandardError.js'
import type { HubspotConfig } from './config.ts'
import { writeValue } from './properties.ts'

const ROUTE = 'POST /crm/v3/objects/contacts/batch/update'

/** Custom properties of a hundred contacts per request, found by their ids. */
export const writeFields: Operation<FieldRow, HubspotConfig, Client> = {
  name: 'update contacts',
  route: ROUTE,
  maxRows: 100,
  idempotent: true,
  prepare: fitFields,
  send: async ({ client, session }, _target, rows) => {
    const { data } = await session.call(ROUTE, { idempotent: true, priority: 'push' }, () =>
      client.crm.objects.batchApi.updateWithHttpInfo('contacts', {
        inputs: rows.map(({ remoteId, values }) => ({
          id: remoteId,
          // With a trace id on every row, one bad row is reported and the others are written.
          objectWriteTraceId: remoteId,
          properties: Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, writeValue(value)]),
          ),
        })),
      }),
    )
    const written = new Set(data.results.flatMap(({ id, objectWriteTraceId }) => [id, objectWriteTraceId]))
    const refused = refusals('errors' in data ? (data.errors ?? []) : [])
    const outcomes = rows.map(({ remoteId }): Outcome => {
      const outcome = refused.get(remoteId)
      if (outcome !== undefined) return outcome
      return written.has(remoteId) ? { status: 'applied' } : UNANSWERED
    })
    return { kind: 'answered', outcomes }
  },
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
    const missing = category === 'OBJECT_NOT_FOUND'
    const outcome: Outcome = {
      status: 'rejected',
      code: missing ? 'missing' : (codeIn(message) ?? category),
      message: missing
        ? `${message} The contact was deleted or archived in HubSpot; pull again.`
        : `${message} Correct the value, then send it again.`,
    }
    for (const name of [...objectWriteTraceId, ...ids, ...id]) outcomes.set(name, outcome)
  }
  return outcomes
}

/** The message of a validation error embeds JSON with the code of each property's fault. */
const codeIn = (message: string): string | undefined => /"error":"([A-Z_]+)"/.exec(message)?.[1]
