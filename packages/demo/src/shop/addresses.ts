import type { Dice } from './dice.ts'
import type { Esp } from './person.ts'

/** An e-mail address in its parts, before any vendor spelled it in its own way. */
export interface Address {
  /** Lower-case ASCII; carries the person's number, so no two people share an address. */
  readonly local: string
  readonly domain: Domain
}

interface Domain {
  readonly ascii: string
  /** The same domain as people type it. */
  readonly typed: string
}

export function addressOf(
  person: { readonly no: number; readonly firstName: string; readonly lastName: string },
  roll: Dice,
): Address {
  const name = `${plain(person.firstName)}.${plain(person.lastName)}`
  // A plus-part belongs to the address: dropping it would join two people.
  const plus = roll.chance(PLUS_SHARE) ? '+shop' : ''
  return { local: `${name}.${person.no.toString(36)}${plus}`, domain: roll.pick(DOMAINS) }
}

/**
 * The address as one vendor has it, and its one canonical spelling. Mailchimp keeps what people
 * typed, HubSpot writes lower case, Klaviyo was filled by an import with full-width letters in it.
 */
export function spelledFor(
  esp: Esp,
  { local, domain }: Address,
  roll: Dice,
): { email: string; address: string } {
  const address = `${local}@${domain.ascii}`
  const odd = roll.chance(ODD_SHARE)
  switch (esp) {
    case 'mailchimp':
      return { address, email: odd ? `${titled(local)}@${titled(domain.ascii)}` : address }
    case 'hubspot':
      return { address, email: `${local}@${domain.typed}` }
    case 'klaviyo':
      return { address, email: odd ? `${fullWidth(local)}@${domain.typed}` : address }
    default:
      throw new Error(`Unhandled vendor: ${esp satisfies never}`)
  }
}

const PLUS_SHARE = 0.03
const ODD_SHARE = 0.25
const DOMAINS: readonly Domain[] = [
  { ascii: 'post.example', typed: 'post.example' },
  { ascii: 'inbox.example', typed: 'inbox.example' },
  { ascii: 'letters.example', typed: 'letters.example' },
  { ascii: 'xn--bcher-kva.example', typed: 'bücher.example' },
]

/** `Zoë` as `zoe`: accents off, anything but letters off. */
const plain = (name: string): string =>
  name
    .replace('ß', 'ss')
    .replace('ı', 'i')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()

const titled = (text: string): string => text.replace(/(^|\.)([a-z])/g, letter => letter.toUpperCase())

const FULL_WIDTH_OFFSET = 0xfee0
/** The first letter in its full-width form, as input methods for Japanese leave it. */
const fullWidth = (text: string): string =>
  String.fromCharCode(text.charCodeAt(0) + FULL_WIDTH_OFFSET) + text.slice(1)
