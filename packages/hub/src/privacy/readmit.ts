import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { identityMeant } from '../segments/find-contact.ts'
import type { ReadmitResult } from './results.ts'

/**
 * Lets somebody who was erased come in again by these identities: they signed up anew, say. Vendor ids are
 * not asked for: a member that a vendor made after the erasure has one of its own.
 */
export async function readmit({ store }: HubContext, texts: readonly string[]): Promise<ReadmitResult> {
  const keys = texts.map((text, index) => {
    const key = identityMeant(text)
    if (key === undefined)
      throw new RequestError(
        `Number ${index + 1} is none of an e-mail address, external:<id> and phone:<number>.`,
      )
    return key
  })
  return { readmitted: await store.state.readmit(keys) }
}
