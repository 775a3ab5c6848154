import type { PulledContact } from '@esplanade/connector-kit'
import type { Resolved } from '@esplanade/core/identity'
import { type AttributeFact, convertValue, type Instant, statedType } from '@esplanade/core/schema'
import type { IngestContext } from './page.ts'

/** The attributes that pulled contacts state. Blanks state nothing; a value of another type is counted and left out. */
export function attributeFacts(
  { fieldNames, catalog, currency, connection }: IngestContext,
  contacts: readonly PulledContact[],
  resolved: readonly Resolved[],
  now: Instant,
): { facts: AttributeFact[]; wrong: number } {
  const facts: AttributeFact[] = []
  let wrong = 0
  contacts.forEach((contact, index) => {
    const { identityNo } = resolved[index] as Resolved
    for (const [field, raw] of Object.entries(contact.fields)) {
      const name = fieldNames.get(field)
      const type = name === undefined ? undefined : statedType(catalog, name)
      if (name === undefined || type === undefined) continue
      const value = convertValue(raw, type, currency)
      if (value === undefined) wrong++
      else if (value !== null)
        facts.push({ identityNo, name, value, source: connection, at: contact.changedAt ?? now })
    }
  })
  return { facts, wrong }
}
