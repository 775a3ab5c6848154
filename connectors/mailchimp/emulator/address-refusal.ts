import type { Audience } from './audience.ts'
import { type Member, subscriberHash } from './member.ts'
import type { Refusal } from './problem.ts'

/** What the vendor holds against an address beside its status. */
export type Distrust = 'signs-up-too-often' | 'under-review'

/** No mail is ever delivered below this domain; it stands for every address that the vendor thinks made up. */
const MADE_UP = /\.invalid$/i

/** Why the vendor would not give a member of this audience that address; undefined when it would. */
export function addressRefusal(
  audience: Audience,
  existing: Member | undefined,
  email: string,
): Refusal | undefined {
  const hash = subscriberHash(email)
  if (existing?.id === hash) return undefined
  if (audience.members.has(hash)) {
    const detail = `${email} is already a list member. Use PUT to insert or update list members.`
    return { title: 'Member Exists', detail }
  }
  if (audience.forgotten.has(hash)) {
    const detail = `${email} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.`
    return { title: 'Forgotten Email Not Subscribed', detail }
  }
  if (MADE_UP.test(email)) {
    return {
      title: 'Invalid Resource',
      detail: `${email} looks fake or invalid, please enter a real email address.`,
    }
  }
  if (audience.distrusted.get(hash) === 'signs-up-too-often') {
    const detail = `${email} has signed up to a lot of lists very recently; we're not allowing more signups for now.`
    return { title: 'Invalid Resource', detail }
  }
  return undefined
}
