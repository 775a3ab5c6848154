export { EMULATOR_API_KEY, MailchimpAccount } from './account.ts'
export { mailchimpEmulator } from './mailchimp-emulator.ts'
export type { Actor, MemberStatus } from './member.ts'
export type * from './seed.ts'
