export type { MailchimpClient } from './client.ts'
export type { MailchimpConfig } from './config.ts'
export { type MailchimpOptions, mailchimp, mailchimpConnector } from './mailchimp.ts'
