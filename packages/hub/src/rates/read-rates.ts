import { resolve } from 'node:path'
import {
  type DatedRate,
  type ExchangeRates,
  fractionDigits,
  isRate,
  parseInstant,
} from '@esplanade/core/schema'
import { TableError } from '@esplanade/core/store'
import { ConfigError } from '../config-error.ts'
import type { HubContext } from '../context.ts'
import { byText } from '../import/by-text.ts'
import { readIn } from '../import/property-values.ts'

/** More than every currency of the world on every day of forty years. */
const MAX_RATES = 2_500_000
/** Problems that an error lists; a file with the wrong columns has one a row. */
const LISTED_PROBLEMS = 20

/**
 * Reads the rates of a configuration, its file as it is now. Undefined where it has none. Throws `ConfigError`
 * with every problem: one row that is left out would convert its amounts at another day's rate.
 */
export async function readRates({
  config,
  folder,
}: Pick<HubContext, 'config' | 'folder'>): Promise<ExchangeRates | undefined> {
  const { rates } = config
  if (rates === null) return undefined
  const told = new RateTable(config.currency)
  if (rates.file !== null) await readFile(told, { config, folder, file: rates.file })
  for (const [index, { date, currency, rate }] of rates.table.entries())
    told.add(`rates.table[${index}]`, { date, currency, rate: String(rate) })
  told.throwProblems()
  const { unit, maxAgeDays } = rates
  return { unit, maxAgeDays, byCurrency: told.ordered() }
}

const COLUMNS = ['date', 'currency', 'rate'] as const

async function readFile(
  told: RateTable,
  { config, folder, file }: Pick<HubContext, 'config' | 'folder'> & { readonly file: string },
): Promise<void> {
  const trimmed = byText(text => text.trim())
  try {
    for await (const chunk of config.store.tables.readTable(resolve(folder, file))) {
      const { names, lines, rejects } = chunk
      const missing = COLUMNS.filter(name => !names.includes(name))
      if (missing.length > 0) {
        told.problem(
          `rates.file: "${file}" has the columns ${names.join(', ')}; expected date, currency and rate.`,
        )
        return
      }
      for (const { line, reason } of rejects) told.problem(`rates.file: ${file}:${line}: ${reason}.`)
      const read = COLUMNS.map(name => readIn(chunk, name, trimmed))
      for (const [row, line] of lines.entries()) {
        const [date = '', currency = '', rate = ''] = read.map(valueAt => valueAt(row) ?? '')
        told.add(`rates.file: ${file}:${line}`, { date, currency, rate })
      }
    }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    told.problem(`rates.file: ${error.message}`)
  }
}

/** Collects rates by currency and day, and what is wrong with them. */
class RateTable {
  readonly #own: string
  readonly #rates = new Map<string, Map<string, string>>()
  readonly #problems: string[] = []
  #count = 0

  constructor(own: string) {
    this.#own = own
  }

  problem(text: string): void {
    this.#problems.push(text)
  }

  add(where: string, { date, currency, rate }: DatedRate & { readonly currency: string }): void {
    this.#count += 1
    if (this.#count === MAX_RATES + 1) {
      this.problem(
        `${where}: there are more than ${MAX_RATES.toLocaleString('en')} rates; leave out old days.`,
      )
    }
    if (date.length !== 10 || parseInstant(date) === undefined)
      this.problem(`${where}.date: expected a day such as 2026-01-31.`)
    if (fractionDigits(currency) === undefined)
      this.problem(`${where}.currency: expected an ISO 4217 code such as CHF.`)
    if (currency === this.#own)
      this.problem(`${where}.currency: ${currency} is the hub's own currency and has no rate.`)
    if (!isRate(rate))
      this.problem(`${where}.rate: expected a positive decimal such as 1.0957, of 14 digits at most.`)
    const byDay = this.#rates.get(currency) ?? new Map<string, string>()
    this.#rates.set(currency, byDay)
    const known = byDay.get(date)
    if (known !== undefined && known !== rate)
      this.problem(`${where}: ${currency} has another rate on ${date} already; a day has one.`)
    byDay.set(date, rate)
  }

  throwProblems(): void {
    const more = this.#problems.length - LISTED_PROBLEMS
    const listed = this.#problems.slice(0, LISTED_PROBLEMS)
    if (listed.length > 0)
      throw new ConfigError(more > 0 ? [...listed, `rates: ${more} more problems.`] : listed)
  }

  ordered(): ExchangeRates['byCurrency'] {
    return new Map(
      [...this.#rates].map(([currency, byDay]) => [
        currency,
        [...byDay]
          .map(([date, rate]): DatedRate => ({ date, rate }))
          .toSorted((a, b) => (a.date < b.date ? -1 : 1)),
      ]),
    )
  }
}
