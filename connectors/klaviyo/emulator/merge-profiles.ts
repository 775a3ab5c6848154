import type { KlaviyoAccount } from './klaviyo-account.ts'
import { type Profile, wholeSecond } from './profile.ts'

/**
 * The source's data goes to the survivor, which keeps what it has itself; then the source is deleted, and
 * nothing tells what became of its id.
 */
export function mergeProfiles(account: KlaviyoAccount, source: Profile, into: Profile, at: number): void {
  const { email, phoneNumber, externalId } = source
  for (const list of account.lists.all())
    if (list.members.has(source.id)) account.lists.join(list, into.id, at)
  const from = account.profiles.numberOf(source.id)
  const to = account.profiles.numberOf(into.id)
  if (from !== undefined && to !== undefined) account.events.reassign(from, to)
  account.drop(source)
  account.profiles.identify(into, {
    ...(into.email === null && { email }),
    ...(into.phoneNumber === null && { phone_number: phoneNumber }),
    ...(into.externalId === null && { external_id: externalId }),
  })
  for (const [name, value] of Object.entries(source.properties)) into.properties[name] ??= value
  into.updated = wholeSecond(at)
  account.profiles.changed()
}
