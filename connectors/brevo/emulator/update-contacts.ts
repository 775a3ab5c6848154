import type { EmulatorReply } from '@esplanade/connector-kit/emulator'
import type { BrevoAccount, BrevoAttribute, BrevoContact } from './brevo-account.ts'
import { invalid, nothing } from './replies.ts'

const MAX_CONTACTS = 100

interface Update {
  readonly id?: number
  readonly email?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly emailBlacklisted?: boolean
  readonly listIds?: readonly number[]
  readonly unlinkListIds?: readonly number[]
}

/**
 * `POST /contacts/batch`: 204 says that all were updated. What a single bad row does is not documented;
 * the harder case for a client was chosen: it fails the whole request and names nobody.
 */
export function updateContacts(account: BrevoAccount, body: unknown): EmulatorReply {
  const updates = (body as { contacts?: readonly Update[] } | undefined)?.contacts
  if (!Array.isArray(updates) || updates.length === 0) return invalid('contacts is missing')
  if (updates.length > MAX_CONTACTS) return invalid(`At most ${MAX_CONTACTS} contacts`)
  const planned: (readonly [BrevoContact, Update])[] = []
  for (const update of updates as readonly Update[]) {
    if ((update.id === undefined) === (update.email === undefined))
      return invalid('Pass one identifier per contact')
    const contact =
      update.id === undefined ? account.contactByEmail(update.email ?? '') : account.contacts.get(update.id)
    if (!contact) return invalid('Contact does not exist')
    const lists = [...(update.listIds ?? []), ...(update.unlinkListIds ?? [])]
    if (lists.some(id => !account.lists.has(id))) return invalid('List does not exist')
    const wrong = Object.entries(update.attributes ?? {}).find(
      ([name, value]) => !fits(account.attributes.get(name), value),
    )
    if (wrong) return invalid(`Invalid value of the attribute ${wrong[0]}`)
    planned.push([contact, update])
  }
  for (const [contact, update] of planned) apply(account, contact, update)
  return nothing
}

function apply(account: BrevoAccount, contact: BrevoContact, update: Update): void {
  for (const [name, value] of Object.entries(update.attributes ?? {})) {
    // One that the account doesn't have is ignored without a word.
    if (!account.attributes.has(name)) continue
    if (value === '') contact.attributes.delete(name)
    else contact.attributes.set(name, value)
  }
  if (update.emailBlacklisted !== undefined) contact.emailBlacklisted = update.emailBlacklisted
  for (const id of update.listIds ?? []) contact.listIds.add(id)
  for (const id of update.unlinkListIds ?? []) contact.listIds.delete(id)
  contact.modifiedAt = account.now
}

function fits(attribute: BrevoAttribute | undefined, value: unknown): boolean {
  if (attribute === undefined || value === '') return true
  switch (attribute.type) {
    case 'float':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    case 'multiple-choice':
      return (
        Array.isArray(value) &&
        value.every(item => attribute.multiCategoryOptions?.includes(String(item)) ?? false)
      )
    default:
      return typeof value === 'string' || typeof value === 'number'
  }
}
