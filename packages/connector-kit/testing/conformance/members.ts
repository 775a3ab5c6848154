import type { SeedMember } from './emulator-harness.ts'

/** Distinct members, every third of them unsubscribed. */
export function seedMembers(count: number): SeedMember[] {
  return Array.from({ length: count }, (_, at) => ({
    email: `member-${at}@example.com`,
    consent: at % 3 === 2 ? 'unsubscribed' : 'subscribed',
  }))
}

export const emailsOf = (members: readonly { readonly email: string | null }[]): string[] =>
  members.map(({ email }) => (email ?? '').toLowerCase())
