import { ApiError, invalid } from './json-api.ts'

const FORM = /^\d{4}-\d{2}-\d{2}(\.[a-z0-9-]+)?$/
const OPT_OUT = 'x-klaviyo-revision-fall-forward-opt-out'
/** Stable for one year and deprecated for another. */
const YEARS = 2

/**
 * Every call names a revision. One that is retired falls forward to a newer one without a word, or is a 410
 * where the caller asked for that.
 */
export function checkRevision(headers: Readonly<Record<string, string>>, now: number): void {
  const { revision } = headers
  if (revision === undefined) throw invalid("The 'revision' header is required.", { parameter: 'revision' })
  if (!FORM.test(revision)) throw invalid(`'${revision}' is not a revision.`, { parameter: 'revision' })
  const [year = 0, month = 1, day = 1] = revision.slice(0, 10).split('-').map(Number)
  if (headers[OPT_OUT] !== '1' || now < Date.UTC(year + YEARS, month - 1, day)) return
  throw new ApiError(410, 'revision_retired', 'Gone.', `The revision ${revision} is retired.`)
}
