import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import { refuseValues, writeValues } from './contact-writes.ts'
import type { HubspotAccount } from './hubspot-account.ts'
import { listed } from './object-routes.ts'
import { recordJson } from './record-json.ts'
import type { RecordVersion } from './record-store.ts'
import { errorReply, invalid, readBody } from './replies.ts'

const writeSchema = z.object({ properties: z.record(z.string(), z.string()) })
const gdprSchema = z.object({ objectId: z.string(), idProperty: z.string().optional() })
const mergeSchema = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() })

/** One contact at a time: by id, or by what the query parameter `idProperty` names. */
export const contactRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'POST /crm/v3/objects/contacts',
    handle: ({ body }, account) => {
      const read = readBody(writeSchema, body)
      return read.ok ? write(account, read.body.properties, undefined, 201) : read.reply
    },
  },
  {
    route: 'GET /crm/v3/objects/contacts/{contactId}',
    handle: named(({ query }, account, contact) => {
      const archived = query.get('archived') === 'true'
      if ((contact.archivedAt !== null) !== archived) return noContact()
      return { status: 200, body: recordJson(account.contacts, contact, listed(query, 'properties')) }
    }),
  },
  {
    route: 'PATCH /crm/v3/objects/contacts/{contactId}',
    handle: named(({ body }, account, contact) => {
      const read = readBody(writeSchema, body)
      if (!read.ok) return read.reply
      return contact.archivedAt === null ? write(account, read.body.properties, contact.id, 200) : noContact()
    }),
  },
  {
    route: 'DELETE /crm/v3/objects/contacts/{contactId}',
    handle: ({ params }, account) => {
      const contact = account.contacts.get(params.contactId ?? '')
      if (contact !== undefined && contact.archivedAt === null) account.archiveContact(contact.id)
      return { status: 204 }
    },
  },
  {
    route: 'POST /crm/v3/objects/contacts/merge',
    handle: ({ body }, account) => {
      const read = readBody(mergeSchema, body)
      if (!read.ok) return read.reply
      const { primaryObjectId, objectIdToMerge } = read.body
      const [primary, other] = [primaryObjectId, objectIdToMerge].map(id => account.contacts.get(id))
      if (!primary || !other) return noContact()
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
      if (contact !== undefined) account.eraseContact(contact.id)
      else if (idProperty !== 'email') return noContact()
      // An address that nobody has can be given to nobody from now on.
      else account.erasures.blocked.add(objectId.toLowerCase())
      return { status: 204 }
    },
  },
]

function named(
  handle: (request: EmulatorRequest, account: HubspotAccount, contact: RecordVersion) => EmulatorReply,
): (request: EmulatorRequest, account: HubspotAccount) => EmulatorReply {
  return (request, account) => {
    const id = request.params.contactId ?? ''
    const by = request.query.get('idProperty')
    if (by !== null && by !== 'email' && !account.contacts.catalog.uniqueNames().includes(by)) {
      return invalid(`${by} is not a unique property`)
    }
    const contact = by === null ? account.contacts.get(id) : account.book.byUnique(by, id)
    return contact ? handle(request, account, contact) : noContact()
  }
}

function write(
  account: HubspotAccount,
  properties: Readonly<Record<string, string>>,
  id: string | undefined,
  doneStatus: number,
): EmulatorReply {
  const refusal = refuseValues(account, properties, id)
  if (refusal) return errorReply(refusal.status, refusal.category, refusal.message)
  const record = account.contacts.get(writeValues(account, properties, id))
  if (record === undefined) throw new RangeError('A written contact is gone.')
  return { status: doneStatus, body: recordJson(account.contacts, record, Object.keys(properties)) }
}

const noContact = (): EmulatorReply => errorReply(404, 'OBJECT_NOT_FOUND', 'Object not found.')
