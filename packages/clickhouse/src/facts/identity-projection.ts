import type { FactContext } from './context.ts'

/** Whose identities are and who was merged: what the facts have to know of the state. */
export interface IdentityProjection {
  /** Numbers of contacts that are about to change; returns what `finish` takes. */
  announce(contacts: readonly number[]): Promise<number>
  /** Contacts of changes that were announced and never finished. */
  unfinished(): Promise<{ change: number; contacts: readonly number[] }[]>
  finish(change: number, contacts: readonly number[]): Promise<void>
  /** Takes over whose identities these are now, and whom contacts were merged into. */
  learn(
    identities: readonly { readonly identityNo: number; readonly contactNo: number }[],
    aliases: ReadonlyMap<number, number>,
  ): Promise<void>
  /** Whom a number means, as far as the facts know. */
  leadsTo(contact: number): number
  /** Numbers that lead to one of these contacts. */
  leadingTo(contacts: readonly number[]): number[]
  isEmpty(): Promise<boolean>
}

export function identityProjection(context: FactContext): IdentityProjection {
  const { server } = context
  const note = (change: number, contacts: readonly number[], done: 0 | 1) =>
    server.insert('identity_change', ['change', 'contacts', 'done'], [[change, contacts, done]])
  return {
    announce: async contacts => {
      const change = context.nextRevision()
      await note(change, contacts, 0)
      return change
    },
    unfinished: async () => {
      const rows = await server.rows<{ change: string; contacts: number[] }>({
        sql: `select change, contacts from ${server.table('identity_change')} final where done = 0`,
      })
      return rows.map(({ change, contacts }) => ({ change: Number(change), contacts }))
    },
    finish: (change, contacts) => note(change, contacts, 1),
    learn: async (identities, aliases) => {
      const revision = context.nextRevision()
      await server.insert(
        'contact_alias',
        ['from_no', 'into_no', 'revision'],
        [...aliases].map(([from, into]) => [from, into, revision]),
      )
      await server.insert(
        'identity',
        ['identity_no', 'contact_no', 'revision'],
        identities.map(({ identityNo, contactNo }) => [identityNo, contactNo, revision]),
      )
      for (const [from, into] of aliases) context.aliases.set(from, into)
    },
    leadsTo: contact => context.resolve(contact),
    leadingTo: contacts => context.numbersOf(contacts),
    isEmpty: async () => {
      const rows = await server.rows({ sql: `select 1 as one from ${server.table('identity')} limit 1` })
      return rows.length === 0
    },
  }
}
