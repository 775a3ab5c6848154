import type { EmulatorControls } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from './account.ts'
import type { Audience } from './audience.ts'
import type { Member } from './member.ts'

/** What a rehearsal may do to the account from outside. New members join the first audience. */
export const controls: EmulatorControls<MailchimpAccount> = {
  seed: (account, members) => {
    const [first] = account.audiences.values()
    const audience = first ?? account.addAudience({ name: 'Example audience' })
    const added = members.filter(({ email }) => audience.member(email) === undefined)
    for (const { email, consent } of added) account.addMember(audience.id, { email, status: consent })
    return added.length
  },
  inspect: (account, email) => {
    const found = find(account, email)
    if (!found) return undefined
    const { audience, member } = found
    const tags = [...audience.segments.values()].filter(({ members }) => members.has(member))
    return {
      email: member.email,
      remoteId: member.contactId,
      consent: member.status,
      fields: member.mergeFields,
      targets: tags.map(({ name }) => name),
    }
  },
  touch: (account, email) => {
    const found = find(account, email)
    found?.audience.changed(found.member, account.now())
    return found !== undefined
  },
}

function find(account: MailchimpAccount, email: string): { audience: Audience; member: Member } | undefined {
  for (const audience of account.audiences.values()) {
    const member = audience.member(email)
    if (member) return { audience, member }
  }
  return undefined
}
