import type { EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import { isTraced, type Refusal, refuseValues, settle, writeValues } from './contact-writes.ts'
import type { HubspotAccount } from './hubspot-account.ts'
import { MAX_BATCH, notFoundError, tooMany } from './object-routes.ts'
import { invalid, readBody } from './replies.ts'

const valuesSchema = z.record(z.string(), z.string())
const traced = { properties: valuesSchema, objectWriteTraceId: z.string().optional() }
const createSchema = z.object({ inputs: z.array(z.object(traced)) })
const updateSchema = z.object({ inputs: z.array(z.object({ id: z.string(), ...traced })) })
const upsertSchema = z.object({
  inputs: z.array(z.object({ id: z.string(), idProperty: z.string(), ...traced })),
})
const archiveSchema = z.object({ inputs: z.array(z.object({ id: z.string() })) })

/** Writing contacts, a hundred at a time. */
export const contactBatchRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'POST /crm/v3/objects/contacts/batch/create',
    handle: ({ body }, account) => {
      const read = readBody(createSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
      const unique = ['email', ...account.contacts.catalog.uniqueNames()]
      const taken = new Set<string>()
      const checks = inputs.map(input => {
        const own = unique
          .filter(name => input.properties[name])
          .map(name => `${name} ${input.properties[name]?.toLowerCase()}`)
        const twice = own.some(value => taken.has(value))
        for (const value of own) taken.add(value)
        return { input, refusal: refuseValues(account, input.properties) ?? (twice ? DUPLICATE : undefined) }
      })
      return settle(account, checks, {
        partial: isTraced(inputs),
        doneStatus: 201,
        write: ({ properties }) => writeValues(account, properties),
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
      if (new Set(ids).size < ids.length) return TWICE
      const living = inputs.filter(({ id }) => account.contacts.get(id)?.archivedAt === null)
      const missing = inputs.filter(input => !living.includes(input)).map(({ id }) => id)
      const checks = living.map(input => ({
        input,
        refusal: refuseValues(account, input.properties, input.id),
      }))
      return settle(account, checks, {
        partial: isTraced(living),
        doneStatus: 200,
        write: ({ id, properties }) => writeValues(account, properties, id),
        missing: missing.length === 0 ? [] : [notFoundError(missing)],
      })
    },
  },
  {
    // By address it stands or falls as a whole; by a unique property of the account's own, input by input.
    route: 'POST /crm/v3/objects/contacts/batch/upsert',
    handle: ({ body }, account) => {
      const read = readBody(upsertSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
      const unique = new Set(['email', ...account.contacts.catalog.uniqueNames()])
      const strange = inputs.find(({ idProperty }) => !unique.has(idProperty))
      if (strange) return invalid(`${strange.idProperty} is not a unique property`)
      const named = inputs.map(({ idProperty, id }) => `${idProperty} ${id.toLowerCase()}`)
      if (new Set(named).size < named.length) return TWICE
      type Input = (typeof inputs)[number]
      const known = ({ idProperty, id }: Input) => account.book.byUnique(idProperty, id)?.id
      const valuesOf = ({ idProperty, id, properties }: Input) => ({ ...properties, [idProperty]: id })
      const checks = inputs.map(input => ({
        input,
        refusal: refuseValues(account, valuesOf(input), known(input)),
      }))
      return settle(account, checks, {
        partial: isTraced(inputs) && inputs.every(({ idProperty }) => idProperty !== 'email'),
        doneStatus: 200,
        write: input => writeValues(account, valuesOf(input), known(input)),
        further: input => ({ new: known(input) === undefined }),
      })
    },
  },
  {
    // Who is not there, or in the archive already, is passed over.
    route: 'POST /crm/v3/objects/contacts/batch/archive',
    handle: ({ body }, account) => {
      const read = readBody(archiveSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
      for (const { id } of inputs) {
        if (account.contacts.get(id)?.archivedAt === null) account.archiveContact(id)
      }
      return { status: 204 }
    },
  },
]

const TWICE = invalid('Duplicate IDs found in batch input.')

const DUPLICATE: Refusal = {
  status: 409,
  category: 'CONFLICT',
  message: 'Contact already exists in this batch.',
}
