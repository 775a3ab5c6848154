import { didYouMean, type Instant, parseDuration } from '../../schema/index.ts'
import type { KeySource, NamedFacts } from '../../segments/index.ts'
import { type Interactions, readInteractions } from '../recommend/index.ts'
import type { RecommendationsDefinition } from './recommendations-score.ts'
import type { ScoreNames, ScoringContext } from './score-kind.ts'
import { CATALOGUE_NAMES } from './shop-catalogue.ts'

export const DEFAULT_ITEM = 'product'

/** Events and properties that recommendations read. Throws `RangeError` with every name that does not exist. */
export function itemNeeds(definition: RecommendationsDefinition, { catalog }: ScoreNames): NamedFacts {
  const { event, bought = [], item = DEFAULT_ITEM, show = [] } = definition
  const problems: string[] = []
  const events = new Map<string, Set<string>>()
  for (const type of new Set([event, bought].flat())) {
    const properties = catalog.events.get(type)?.properties
    if (properties === undefined) {
      problems.push(`There is no event "${type}".${didYouMean(type, [...catalog.events.keys()])}`)
      continue
    }
    if (properties.get(item) !== 'text')
      problems.push(
        `The event "${type}" has no text "${item}" that would name an item; say which in "item", or declare it.`,
      )
    events.set(type, new Set([item, ...show.filter(name => properties.get(name) === 'text')]))
  }
  for (const name of show)
    if (!CATALOGUE_NAMES.includes(name) && ![event].flat().some(type => events.get(type)?.has(name)))
      problems.push(
        `None of the events has a text "${name}" to show; catalogues of shops have ${CATALOGUE_NAMES.join(', ')}.`,
      )
  if (problems.length > 0) throw new RangeError(problems.join('\n'))
  return { events, attributes: new Set() }
}

/** Who had to do with which items, as known at an instant. */
export function readPairs(
  events: RecommendationsDefinition['event'],
  { item = DEFAULT_ITEM, within }: { readonly item?: string; readonly within?: string | undefined },
  { facts }: ScoringContext,
  until: Instant,
): Promise<Interactions> {
  const back = within === undefined ? null : (parseDuration(within) ?? null)
  const after = back === null ? null : ((until - back) as Instant)
  const sources = [events].flat().map(type => itemSource(type, item, { after, until }))
  return readInteractions(facts.pairs({ sources }))
}

/** Events of a type that name an item. */
export const itemSource = (
  type: string,
  name: string,
  reach: Pick<KeySource, 'after' | 'until'>,
): KeySource => ({
  type,
  property: { name, type: 'text' },
  where: null,
  ...reach,
})
