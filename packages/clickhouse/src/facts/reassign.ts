import type { Identity } from '@esplanade/core/schema'
import { mutate } from '../engine/mutate.ts'
import type { FactContext } from './context.ts'

/** Gives events back to the contact that their identity came with, and waits until the server has written them so. */
export async function reassign(
  context: FactContext,
  identities: readonly Pick<Identity, 'identityNo' | 'contactNo'>[],
): Promise<void> {
  if (identities.length === 0) return
  const list = (numbers: readonly number[]) => numbers.join(', ')
  const moved = list(identities.map(({ identityNo }) => identityNo))
  const owner = `transform(identity_no, [${moved}], [${list(identities.map(({ contactNo }) => contactNo))}], contact_no)`
  for (const table of ['event', 'changing_event']) {
    await mutate(
      context,
      table,
      `update contact_no = toUInt32(${owner}) where identity_no in (${moved}) and contact_no <> ${owner}`,
    )
  }
}
