import { dice } from './dice.ts'

/** What the shop sells and writes about: mailings have a topic, products a category. */
export const TOPICS = [
  'hiking',
  'running',
  'cycling',
  'climbing',
  'camping',
  'swimming',
  'yoga',
  'skiing',
] as const
export type Topic = (typeof TOPICS)[number]

export interface Product {
  readonly no: number
  readonly name: string
  readonly topic: Topic
  readonly priceCents: number
  readonly url: string
}

const PER_TOPIC = 5
const KINDS = ['Jacket', 'Bag', 'Shoes', 'Set', 'Guide'] as const
const CATALOGUE_SEED = 20_260_101

/** The shop's whole range; the same in every generated shop. */
const PRODUCTS: readonly Product[] = TOPICS.flatMap((topic, index) => {
  const roll = dice(CATALOGUE_SEED, 'products', index)
  return KINDS.slice(0, PER_TOPIC).map((kind, place): Product => {
    const no = index * PER_TOPIC + place
    const name = `${topic[0]?.toUpperCase()}${topic.slice(1)} ${kind}`
    return {
      no,
      name,
      topic,
      priceCents: roll.between(9, 189) * 100 + roll.pick([0, 50, 95]),
      url: `https://juniper.example/${topic}/${kind.toLowerCase()}-${no}`,
    }
  })
})

/** @throws RangeError for a number that no product has. */
export function productNo(no: number): Product {
  const product = PRODUCTS[no]
  if (!product) throw new RangeError(`The shop has ${PRODUCTS.length} products; there is no number ${no}.`)
  return product
}

export const productsOf = (topic: Topic): readonly Product[] =>
  PRODUCTS.filter(product => product.topic === topic)
