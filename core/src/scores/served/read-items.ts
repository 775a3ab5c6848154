import { didYouMean, type Instant, parseDuration } from '../../schema/index.ts'
import type { KeySource, NamedFacts, PropertyRef } from '../../segments/index.ts'
import { type Interactions, readInteractions } from '../recommend/index.ts'
import type { RecommendationsDefinition } from './recommendations-score.ts'
import type { ScoreNames, ScoringContext } from './score-kind.ts'

const DEFAULT_ITEM = 'product'

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
    if (![event].flat().some(type => events.get(type)?.has(name)))
      problems.push(`None of the events has a text "${name}" to show.`)
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
  const sources = [events].flat().map(type => source(type, item, { after, until }))
  return readInteractions(facts.pairs({ sources }))
}

/** What the events last said of each item: aligned with `show`, null where they never did. */
export async function itemsShown(
  { event, item = DEFAULT_ITEM, show = [] }: RecommendationsDefinition,
  { facts, catalog, now }: ScoringContext,
): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
  const shown = new Map<string, readonly (string | null)[]>()
  if (show.length === 0) return shown
  const sources = [event].flat().map(type => ({
    ...source(type, item, { after: null, until: now }),
    tell: show.map((name): PropertyRef | null =>
      catalog.events.get(type)?.properties.get(name) === 'text' ? { name, type: 'text' } : null,
    ),
  }))
  for await (const { values, columns } of facts.latestByValue({ sources }))
    for (const [row, value] of values.entries())
      shown.set(
        value,
        columns.map(column => column[row] ?? null),
      )
  return shown
}

const source = (type: string, name: string, reach: Pick<KeySource, 'after' | 'until'>): KeySource => ({
  type,
  property: { name, type: 'text' },
  where: null,
  ...reach,
})
