/**
 * The one spelling of an e-mail address that identities, consent and the mirror share: NFKC, no
 * white space or invisible marks around or inside, lower case, international domain in ASCII.
 * A plus-part and dots stay: `ada+shop@` and `ada@` may be two people. Returns undefined for what
 * is no address (RFC 5321 lengths; one @; a domain with a dot).
 */
export function normaliseEmail(text: string): string | undefined {
  if (text.length <= MAX_LOCAL && PLAIN.test(text)) return text
  const plain = text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase()
  const at = plain.lastIndexOf('@')
  if (at < 1 || at > MAX_LOCAL || plain.length > MAX_ADDRESS) return undefined
  const local = plain.slice(0, at)
  if (!LOCAL.test(local)) return undefined
  const domain = asciiDomain(plain.slice(at + 1))
  return domain === undefined ? undefined : `${local}@${domain}`
}

const MAX_LOCAL = 64
const MAX_ADDRESS = 254
const INVISIBLE = /[\s\p{Cf}\p{Cc}]/gu
/** What most lists hold is spelled so already; telling that takes a tenth of spelling it anew. */
const PLAIN = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/
const LOCAL = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

function asciiDomain(domain: string): string | undefined {
  if (DOMAIN.test(domain)) return domain
  // Only a domain with letters beyond ASCII needs the URL parser, which knows IDNA.
  if (/^[\p{ASCII}]*$/u.test(domain) || !URL.canParse(`http://${domain}`)) return undefined
  const ascii = new URL(`http://${domain}`).hostname
  return DOMAIN.test(ascii) ? ascii : undefined
}
