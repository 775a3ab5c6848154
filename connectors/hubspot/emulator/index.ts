export type { HubspotSnapshot } from './account-snapshot.ts'
export type { EmailEvent, EmailEventType } from './email-event-log.ts'
export { type EmailCampaign, HubspotAccount } from './hubspot-account.ts'
export { hubspotEmulator } from './hubspot-emulator.ts'
