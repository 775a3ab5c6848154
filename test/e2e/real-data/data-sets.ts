import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { referenceData } from '../../reference-dir.ts'

/** One purchase of CDNOW, in cents. */
export interface Purchase {
  readonly customer: number
  readonly at: number
  readonly quantity: number
  readonly cents: number
}

/** One line of an Online Retail invoice; an invoice starting with C is a cancellation. */
export interface InvoiceLine {
  readonly invoice: string
  readonly product: string
  readonly quantity: number
  readonly at: number
  readonly unitPrice: number
  readonly customer: number
  readonly country: string
}

/** One send of the e-mail log with what came of it; null where it did not happen. */
export interface Send {
  readonly recipient: number
  readonly mailshot: number
  readonly sentAt: number
  readonly openedAt: number | null
  readonly clickedAt: number | null
  readonly unsubscribed: boolean
}

const MINUTE_MS = 60_000

export const cdnowFile = (): string => referenceData('cdnow_master.csv.gz')
export const retailFiles = (): string[] =>
  ['a', 'b'].map(part => referenceData(`online_retail_${part}.csv.gz`))

export function readCdnow(): Purchase[] {
  return rows(cdnowFile()).map(([customer, date, quantity, amount]) => ({
    customer: Number(customer),
    at: Date.parse(`${date}T00:00:00Z`),
    quantity: Number(quantity),
    cents: Math.round(Number(amount) * 100),
  }))
}

export function readRetail(): InvoiceLine[] {
  return retailFiles()
    .flatMap(rows)
    .map(([invoice = '', product = '', quantity, at = '', price, customer, country = '']) => ({
      invoice,
      product,
      quantity: Number(quantity),
      at: Date.parse(`${at.replace(' ', 'T')}:00Z`),
      unitPrice: Number(price),
      customer: Number(customer),
      country,
    }))
}

export function readSends(): Send[] {
  const sentAt = new Map(
    rows(referenceData('email_sim_mailshots.csv')).map(([id, at]) => [Number(id), Date.parse(`${at}:00Z`)]),
  )
  return rows(referenceData('email_sim_sends.csv.gz')).map(
    ([recipient, mailshot, openDelay, clickDelay, unsubscribed]) => {
      const at = sentAt.get(Number(mailshot)) ?? Number.NaN
      const openedAt = openDelay ? Math.round(at + Number(openDelay) * MINUTE_MS) : null
      return {
        recipient: Number(recipient),
        mailshot: Number(mailshot),
        sentAt: at,
        openedAt,
        clickedAt:
          openedAt !== null && clickDelay ? Math.round(openedAt + Number(clickDelay) * MINUTE_MS) : null,
        unsubscribed: unsubscribed === '1',
      }
    },
  )
}

/** Groups by customer or recipient; the plain way, independent of everything under test. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** The files quote no field and hold no comma inside one, except a country's name in quotes. */
function rows(path: string): string[][] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.trimEnd().split(','))
}
