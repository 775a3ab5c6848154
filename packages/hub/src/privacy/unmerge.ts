import type { ContactNo } from '@esplanade/core/schema'
import type { RecordedMerge, StateStore } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { recordRun } from '../run-record.ts'
import { findContact, identityMeant } from '../segments/find-contact.ts'
import { nameContacts } from '../segments/people.ts'
import type { ListedMerge, UnmergeResult } from './results.ts'

/** Merges looked through. */
const MOST_MERGES = 1_000_000

/** Merges that stand, with the identities that the contact brought along, so that a person sees what went wrong. */
export async function listMerges(
  { store: { state } }: HubContext,
  { contact, most }: { readonly contact?: string | undefined; readonly most: number },
): Promise<ListedMerge[]> {
  const only = contact === undefined ? undefined : await findContact(state, contact)
  const merges = await state.merges({ limit: MOST_MERGES })
  const shown = merges.filter(({ survivor }) => only === undefined || survivor === only).slice(0, most)
  const listed: ListedMerge[] = []
  for (const merge of shown) {
    const brought = await state.identitiesBefore(merge.from)
    const identities = brought.map(({ kind, value, connection }) => `${connection ?? kind}:${value}`).sort()
    listed.push({ contact: merge.from, into: merge.survivor, identities })
  }
  return listed
}

/**
 * Takes a merge back: the contact has its own identities, attributes and events again, those that came
 * while it was merged included, and whatever names both later merges them no more. Events go first: filed
 * under a number that still leads to the survivor they are read as before.
 */
export async function unmerge(hub: HubContext, text: string, signal: AbortSignal): Promise<UnmergeResult> {
  const { state, facts } = hub.store
  const merge = await meant(state, text)
  return recordRun(hub, { kind: 'unmerge', connection: null, signal }, async run => {
    await hub.store.atomically(async () => {
      await facts.reassign(await state.identitiesBefore(merge.from))
      await state.unmerge(merge.from)
    })
    run.count('unmerged', 1)
    const [one, other] = await nameContacts(hub, [merge.from, merge.survivor])
    if (one === undefined || other === undefined) throw new Error('A contact vanished while it was unmerged.')
    return { contact: one, from: other }
  })
}

/** The merge that a number means, or an identity that came with somebody merged away. */
async function meant(state: StateStore, text: string): Promise<RecordedMerge> {
  const merges = await state.merges({ limit: MOST_MERGES })
  const key = identityMeant(text)
  if (key === undefined) {
    const own = merges.find(({ from }) => from === Number(text))
    if (own !== undefined) return own
    throw new RequestError(`Contact ${text} is not merged into another. ${LISTED}`)
  }
  const survivor: ContactNo = await findContact(state, text)
  const [identity] = await state.findIdentities([key])
  for (const merge of merges.filter(each => each.survivor === survivor)) {
    const brought = await state.identitiesBefore(merge.from)
    const isOwn = brought.some(
      ({ identityNo, contactNo }) => identityNo === identity?.identityNo && contactNo === merge.from,
    )
    if (isOwn) return merge
  }
  throw new RequestError(`Nobody who was merged away came with this identity. ${LISTED}`)
}

const LISTED = '"esplanade contacts merges" lists the merges that stand.'
