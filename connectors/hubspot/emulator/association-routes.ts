import type { EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { ORDER_TO_CONTACT } from './object-routes.ts'
import { batchError, batchReply, invalid, readBody } from './replies.ts'

const MAX_INPUTS = 1_000
const readSchema = z.object({ inputs: z.array(z.object({ id: z.string() })) })

/** Which contacts orders belong to, in version 4 of associations. */
export const associationRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'POST /crm/v4/associations/orders/contacts/batch/read',
    handle: ({ body }, account) => {
      const read = readBody(readSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_INPUTS)
        return invalid(`The batch holds ${inputs.length} inputs; the maximum is ${MAX_INPUTS}.`)
      const found = inputs.map(({ id }) => ({ id, contacts: account.contactsOfOrder(id) }))
      const results = found
        .filter(({ contacts }) => contacts.length > 0)
        .map(({ id, contacts }) => ({ from: { id }, to: contacts.map(associationJson) }))
      const errors = found
        .filter(({ contacts }) => contacts.length === 0)
        .map(({ id }) =>
          batchError('OBJECT_NOT_FOUND', `No contact is associated with order ${id}.`, {
            fromObjectId: [id],
          }),
        )
      return batchReply(200, account.now, results, errors)
    },
  },
]

const associationJson = (contactId: string) => ({
  toObjectId: contactId,
  associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: ORDER_TO_CONTACT }],
})
