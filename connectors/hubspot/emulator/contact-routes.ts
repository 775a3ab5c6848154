import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { MAX_BATCH, notFoundError, tooMany } from './object-routes.ts'
import type { PropertyProblem } from './property-catalog.ts'
import { recordJson } from './record-json.ts'
import { type BatchError, batchError, batchReply, errorReply, invalid, readBody } from './replies.ts'

const valuesSchema = z.record(z.string(), z.string())
const traced = { properties: valuesSchema, objectWriteTraceId: z.string().optional() }
const createSchema = z.object({ inputs: z.array(z.object(traced)) })
const updateSchema = z.object({ inputs: z.array(z.object({ id: z.string(), ...traced })) })
const gdprSchema = z.object({ objectId: z.string(), idProperty: z.string().optional() })
const mergeSchema = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() })

/** What a single write would be answered, before it is known whether the batch stands as a whole. */
interface Refusal {
  readonly status: number
  readonly category: string
  readonly message: string
}

/** Writing contacts. */
export const contactRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'POST /crm/v3/objects/contacts/batch/create',
    handle: ({ body }, account) => {
      const read = readBody(createSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
      const taken = new Set<string>()
      const checks = inputs.map(input => {
        const email = input.properties.email?.toLowerCase()
        const refusal =
          refuse(account, input.properties) ?? (email && taken.has(email) ? DUPLICATE : undefined)
        if (email) taken.add(email)
        return { input, refusal }
      })
      return settle(account, checks, 201, ({ properties }) => {
        const { email, ...rest } = properties
        return account.addContact({ ...(email !== undefined && { email }), properties: rest })
      })
    },
  },
  {
    route: 'POST /crm/v3/objects/contacts/batch/update',
    handle: ({ body }, account) => {
      const read = readBody(updateSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
      const ids = inputs.map(({ id }) => account.contacts.get(id)?.id ?? id)
      // Two inputs for one record are refused, and two ids of a merged contact are one record.
      if (new Set(ids).size < ids.length) return invalid('Duplicate IDs found in batch input.')
      const living = inputs.filter(({ id }) => account.contacts.get(id)?.archivedAt === null)
      const missing = inputs.filter(input => !living.includes(input)).map(({ id }) => id)
      const checks = living.map(input => ({ input, refusal: refuse(account, input.properties, input.id) }))
      const update = (input: z.infer<typeof updateSchema>['inputs'][number]): string =>
        account.updateContact(input.id, input.properties).id
      return settle(account, checks, 200, update, missing.length === 0 ? [] : [notFoundError(missing)])
    },
  },
  {
    route: 'POST /crm/v3/objects/contacts/merge',
    handle: ({ body }, account) => {
      const read = readBody(mergeSchema, body)
      if (!read.ok) return read.reply
      const { primaryObjectId, objectIdToMerge } = read.body
      const [primary, other] = [primaryObjectId, objectIdToMerge].map(id => account.contacts.get(id))
      if (!primary || !other) return errorReply(404, 'OBJECT_NOT_FOUND', 'Object not found.')
      if (primary.id === other.id) return invalid('An object cannot be merged with itself.')
      return {
        status: 200,
        body: recordJson(account.contacts, account.mergeContacts(primary.id, other.id), []),
      }
    },
  },
  {
    route: 'POST /crm/v3/objects/contacts/gdpr-delete',
    handle: ({ body }, account) => {
      const read = readBody(gdprSchema, body)
      if (!read.ok) return read.reply
      const { objectId, idProperty } = read.body
      const contact =
        idProperty === 'email' ? account.contactByEmail(objectId) : account.contacts.get(objectId)
      // An address that nobody has is put on the block list, which shows in no answer.
      if (contact === undefined && idProperty !== 'email')
        return errorReply(404, 'OBJECT_NOT_FOUND', 'Object not found.')
      if (contact !== undefined) account.eraseContact(contact.id)
      return { status: 204 }
    },
  },
  {
    route: 'DELETE /crm/v3/objects/contacts/{contactId}',
    handle: ({ params }, account) => {
      const contact = account.contacts.get(params.contactId ?? '')
      if (contact !== undefined && contact.archivedAt === null) account.archiveContact(contact.id)
      return { status: 204 }
    },
  },
]

interface Checked<Input> {
  readonly input: Input
  readonly refusal: Refusal | undefined
}

/**
 * With a trace id of its own on every input the good ones are written and the others reported (207);
 * without, one bad input fails the batch and nothing is written.
 */
function settle<Input extends { readonly objectWriteTraceId?: string | undefined }>(
  account: HubspotAccount,
  checks: readonly Checked<Input>[],
  doneStatus: number,
  write: (input: Input) => string,
  missing: readonly BatchError[] = [],
): EmulatorReply {
  const traces = new Set(checks.map(({ input }) => input.objectWriteTraceId))
  const partial = !traces.has(undefined) && traces.size === checks.length
  const bad = checks.find(({ refusal }) => refusal !== undefined)?.refusal
  if (bad && !partial) return errorReply(bad.status, bad.category, bad.message)
  const results: unknown[] = []
  const errors: BatchError[] = [...missing]
  for (const { input, refusal } of checks) {
    const trace = input.objectWriteTraceId
    if (refusal) {
      errors.push(
        batchError(refusal.category, refusal.message, {
          objectWriteTraceId: trace === undefined ? [] : [trace],
        }),
      )
      continue
    }
    const record = account.contacts.get(write(input))
    if (record === undefined) throw new RangeError('A written contact is gone.')
    results.push(
      recordJson(account.contacts, record, [], trace === undefined ? {} : { objectWriteTraceId: trace }),
    )
  }
  return batchReply(doneStatus, account.now, results, errors)
}

const DUPLICATE: Refusal = {
  status: 409,
  category: 'CONFLICT',
  message: 'Contact already exists in this batch.',
}

function refuse(
  account: HubspotAccount,
  properties: Readonly<Record<string, string>>,
  id?: string,
): Refusal | undefined {
  const problems = account.contacts.catalog.check(properties)
  if (problems.length > 0)
    return { status: 400, category: 'VALIDATION_ERROR', message: problemText(problems) }
  const holder = properties.email ? account.contactByEmail(properties.email) : undefined
  if (holder === undefined || (id !== undefined && account.contacts.get(id)?.id === holder.id))
    return undefined
  return { status: 409, category: 'CONFLICT', message: `Contact already exists. Existing ID: ${holder.id}` }
}

/** The live service embeds a JSON array in its message. */
function problemText(problems: readonly PropertyProblem[]): string {
  return `Property values were not valid: ${JSON.stringify(problems.map(problem => ({ isValid: false, ...problem })))}`
}
