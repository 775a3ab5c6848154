export type { MailchimpClient } from './client.ts'
export type { MailchimpConfig, MailchimpOptions } from './config.ts'
export { mailchimp, mailchimpConnector } from './mailchimp.ts'
