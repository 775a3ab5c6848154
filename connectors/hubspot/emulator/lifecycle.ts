/** In the vendor's order; stages that an account made itself have none. */
const STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
]

type Values = Readonly<Record<string, string>>

/**
 * `lifecyclestage` moves forward only: an earlier stage is dropped without a word, unless the property was
 * cleared before. The documentation has the rule; that no error is answered is the harder reading.
 */
export function forwardOnly(before: Values, change: Values): Values {
  const { lifecyclestage: wanted, ...rest } = change
  const [from, to] = [before.lifecyclestage, wanted].map(stage => STAGES.indexOf(stage ?? ''))
  if (wanted === undefined || to === undefined || from === undefined || to === -1 || to >= from) return change
  return rest
}
