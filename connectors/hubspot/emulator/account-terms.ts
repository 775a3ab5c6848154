import { ALL_SCOPES } from './scopes.ts'

/** The access token that a fresh account knows. */
export const EMULATED_ACCESS_TOKEN = 'pat-emulator'

/** What an account pays for, what it settled, and how the app got in: all may change in the middle of a run. */
export class AccountTerms {
  /** Any other token is answered with 401. */
  accessToken = EMULATED_ACCESS_TOKEN
  /** What the app was granted. */
  scopes: readonly string[] = ALL_SCOPES
  /** Where its day of calls begins and ends. */
  timeZone = 'UTC'
  /** Older accounts keep what was sold as deals and have no orders. */
  hasOrders = true
  /** Calls a day, where a test is not to make a million; else by the tier. */
  dailyCalls: number | undefined
  /** With its data privacy settings on, the account asks for a legal basis of every change of a status. */
  privacySettings = false
  /** Decides the limits; batch forms of communication preferences need Enterprise. */
  tier: 'starter' | 'professional' | 'enterprise' = 'enterprise'
  /** Increases of the limits that were bought beside the tier. */
  addOns: 0 | 1 | 2 = 0
  /** Apps that came by OAuth have a burst of their own and no daily limit. */
  app: 'private' | 'oauth' = 'private'
}
