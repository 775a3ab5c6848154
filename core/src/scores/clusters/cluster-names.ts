import { bestAssignment } from './best-assignment.ts'
import type { ClusterProfile, FeatureProfile } from './profile.ts'

/** A group the marketer expects, by how its features lie against everybody's. */
export interface ExpectedGroup {
  readonly name: string
  readonly features: Readonly<Record<string, 'high' | 'low' | 'middle'>>
}

/** How a feature is said in business words, per direction: `{ high: 'frequent buyers', low: 'rare buyers' }`. */
export type FeatureWords = Readonly<Record<string, { readonly high: string; readonly low: string }>>

/** Differences below half a standard deviation are not worth a word. */
const WORTH_A_WORD = 0.5

/** Names say at most this much, unless two clusters would be called the same. */
const WORDS_IN_A_NAME = 2

/**
 * Names every cluster: as the expected group it fits best, each group once and only where the fit is
 * better than none; the others by the features that set them apart. No two names are equal.
 */
export function nameClusters(
  profiles: readonly ClusterProfile[],
  words: FeatureWords = {},
  expected: readonly ExpectedGroup[] = [],
): string[] {
  const fits = profiles.map(profile => expected.map(group => fitOf(profile, group)))
  const assigned = bestAssignment(fits.map(row => row.map(fit => -fit)))
  const names: string[] = []
  profiles.forEach((profile, label) => {
    const group = expected[assigned[label] ?? -1]
    const fit = fits[label]?.[assigned[label] ?? -1] ?? 0
    names.push(group !== undefined && fit > 0 ? group.name : ownName(profile, words, names))
  })
  return names
}

/** One sentence about one feature of a cluster: "orders: high, 7.2 against 2.1, 93 % of members above the middle". */
export function featureSentence({ feature, mean, overall, difference, share }: FeatureProfile): string {
  const high = difference > 0
  const size = Math.abs(difference)
  const level = size < WORTH_A_WORD ? 'about average' : `${size > 1.5 ? 'very ' : ''}${high ? 'high' : 'low'}`
  const side = high ? 'above' : 'below'
  return `${spoken(feature)}: ${level}, ${rounded(mean)} against ${rounded(overall)}, ${Math.round(share * 100)} % of members ${side} the middle`
}

/** The mean difference in the directions that the group expects, in standard deviations. */
function fitOf({ features }: ClusterProfile, group: ExpectedGroup): number {
  const wanted = Object.entries(group.features)
  const total = wanted.reduce((sum, [feature, level]) => {
    const difference = features.find(profile => profile.feature === feature)?.difference ?? 0
    if (level === 'middle') return sum + WORTH_A_WORD - Math.abs(difference)
    return sum + (level === 'high' ? difference : -difference)
  }, 0)
  return wanted.length === 0 ? 0 : total / wanted.length
}

function ownName({ features }: ClusterProfile, words: FeatureWords, taken: readonly string[]): string {
  const apart = features.filter(({ difference }) => Math.abs(difference) >= WORTH_A_WORD)
  const said = apart.map(({ feature, difference }) => {
    const level = difference > 0 ? 'high' : 'low'
    return words[feature]?.[level] ?? `${level} ${spoken(feature)}`
  })
  for (let count = Math.min(WORDS_IN_A_NAME, said.length); count <= said.length && count > 0; count += 1) {
    const name = said.slice(0, count).join(', ')
    if (!taken.includes(name)) return name
  }
  const name = said.slice(0, WORDS_IN_A_NAME).join(', ') || 'average'
  if (!taken.includes(name)) return name
  return `${name} (${taken.filter(other => other.startsWith(name)).length + 1})`
}

const spoken = (feature: string): string => feature.replaceAll('_', ' ')

const rounded = (value: number): string => String(Number(value.toPrecision(3)))
