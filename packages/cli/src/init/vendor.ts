/** What `init` knows of a vendor: how it is written into a configuration, and where its key comes from. */
export interface Vendor {
  readonly title: string
  /** The call that makes the connection. */
  readonly call: string
  readonly variable: string
  /** Where a person finds the key. */
  readonly where: string
  /** What a segment goes into there. */
  readonly into: 'tag' | 'list'
}

export const VENDORS = {
  mailchimp: {
    title: 'Mailchimp',
    call: "mailchimp({ apiKey: env('MAILCHIMP_API_KEY') })",
    variable: 'MAILCHIMP_API_KEY',
    where: 'Account & billing > Extras > API keys',
    into: 'tag',
  },
  hubspot: {
    title: 'HubSpot',
    call: "hubspot({ accessToken: env('HUBSPOT_ACCESS_TOKEN') })",
    variable: 'HUBSPOT_ACCESS_TOKEN',
    where: 'Settings > Integrations > Private apps; scopes for contacts, lists and subscriptions',
    into: 'list',
  },
  klaviyo: {
    title: 'Klaviyo',
    call: "klaviyo({ apiKey: env('KLAVIYO_API_KEY') })",
    variable: 'KLAVIYO_API_KEY',
    where: 'Settings > API keys > Private keys; full access to profiles, lists, events and metrics',
    into: 'list',
  },
} as const satisfies Record<string, Vendor>

export type VendorName = keyof typeof VENDORS
export const VENDOR_NAMES = Object.keys(VENDORS) as VendorName[]

/** Every connector of ours by name. An experimental one is not offered to those who begin. */
export const CONNECTOR_NAMES: readonly string[] = [...VENDOR_NAMES, 'brevo']
