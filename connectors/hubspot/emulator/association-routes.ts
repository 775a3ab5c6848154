import type { EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { batchError, batchReply, invalid, readBody } from './replies.ts'

const MAX_INPUTS = 1_000
const readSchema = z.object({ inputs: z.array(z.object({ id: z.string() })) })

/** The vendor's own types of the association that leads from a record to its contacts. */
const TO_CONTACT = { orders: 507, deals: 3 } as const

/** Which contacts orders and deals belong to, in version 4 of associations. */
export const associationRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  contactsRoute('orders'),
  contactsRoute('deals'),
]

function contactsRoute(type: 'orders' | 'deals'): EmulatorRoute<HubspotAccount> {
  return {
    route: `POST /crm/v4/associations/${type}/contacts/batch/read`,
    handle: ({ body }, account) => {
      const read = readBody(readSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_INPUTS)
        return invalid(`The batch holds ${inputs.length} inputs; the maximum is ${MAX_INPUTS}.`)
      const found = inputs.map(({ id }) => ({ id, contacts: account.contactsOf(type, id) }))
      const results = found
        .filter(({ contacts }) => contacts.length > 0)
        .map(({ id, contacts }) => ({ from: { id }, to: contacts.map(to => associationJson(to, type)) }))
      const errors = found
        .filter(({ contacts }) => contacts.length === 0)
        .map(({ id }) =>
          batchError('OBJECT_NOT_FOUND', `No contact is associated with ${type.slice(0, -1)} ${id}.`, {
            fromObjectId: [id],
          }),
        )
      return batchReply(200, account.now, results, errors)
    },
  }
}

const associationJson = (contactId: string, type: 'orders' | 'deals') => ({
  toObjectId: contactId,
  associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: TO_CONTACT[type] }],
})
