import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * A phone number in E.164, such as +4930123456, read by Google's numbering plans (libphonenumber).
 * Numbers without a country prefix are undefined: guessing the country would join strangers.
 */
export function normalisePhone(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text.normalize('NFKC'))
  return number?.isPossible() ? number.number : undefined
}
