import { describe, expect, test } from 'vitest'
import {
  frequentOnly,
  type Interactions,
  interactionsOf,
  judgeRecommendations,
  type RecommenderKind,
  trainRecommender,
} from '../../src/scores/index.ts'
import { referenceDir, referenceFigures, referenceRows } from '../reference-dir.ts'

const CUT = '2011-10-01'
const OFTEN = { perItem: 5, perContact: 5 }
/** The linear model inverts a matrix of 2,923 items, twenty seconds on a machine that does much else. */
const PATIENCE_MS = 180_000

interface Figures {
  readonly users: number
  readonly items: number
  readonly train_pairs: number
  readonly test_users: number
  readonly models: Readonly<Record<string, Readonly<Record<string, number>>>>
}

let read: { before: Interactions; after: Interactions } | undefined

/** What everybody bought before the cut, frequent items and customers only, and ever. */
function retail(): { before: Interactions; after: Interactions } {
  if (read !== undefined) return read
  const rows = ['a', 'b']
    .flatMap(part => referenceRows(`online_retail_${part}.csv.gz`))
    .filter(
      ({ invoice = '', stock_code = '', quantity, unit_price }) =>
        !invoice.startsWith('C') &&
        Number(quantity) > 0 &&
        Number(unit_price) > 0 &&
        /^\d{5}/.test(stock_code),
    )
  const codes = new Map<string, number>()
  for (const { stock_code = '' } of rows) if (!codes.has(stock_code)) codes.set(stock_code, codes.size)
  const pairs = (among: typeof rows) =>
    interactionsOf([...codes.keys()], {
      contact: Uint32Array.from(among, row => Number(row.customer_id)),
      code: Uint32Array.from(among, row => codes.get(row.stock_code ?? '') ?? 0),
      lastAt: Float64Array.from(among, row => Date.parse(`${row.invoice_ts?.replace(' ', 'T')}Z`)),
    })
  const earlier = rows.filter(({ invoice_ts = '' }) => invoice_ts < CUT)
  read = { before: frequentOnly(pairs(earlier), OFTEN), after: pairs(rows) }
  return read
}

function judged(kind: RecommenderKind) {
  const { before, after } = retail()
  // Nothing is left out a second time: the protocol has chosen items and customers.
  const options = { now: Date.parse(CUT), kind, taughtBy: { perItem: 1, perContact: 1 } }
  return judgeRecommendations(trainRecommender(before, options), { before, after })
}

describe.skipIf(referenceDir === undefined)(
  'recommendations, Online Retail',
  { timeout: PATIENCE_MS },
  () => {
    const figures = () => referenceFigures<Figures>('online_retail_cf')

    test('the protocol: the same customers, items and pairs, and popularity to the digit', () => {
      const { users, items, train_pairs, test_users, models } = figures()
      const { before } = retail()
      expect([before.contactNo.length, before.items.length, before.item.length]).toEqual([
        users,
        items,
        train_pairs,
      ])
      const { contacts, ndcg, recall, hit, coverage } = judged('popular')
      const {
        'ndcg@10': ndcg10 = 0,
        'recall@10': recall10 = 0,
        'hit@10': hit10 = 0,
      } = models.popularity ?? {}
      expect(contacts).toBe(test_users)
      expect(ndcg).toBeCloseTo(ndcg10, 6)
      expect(recall).toBeCloseTo(recall10, 6)
      expect(hit).toBeCloseTo(hit10, 6)
      expect(coverage).toBe(models.popularity?.coverage_items)
    })

    test('likeness of items: NDCG@10 of at least .098', () => {
      expect(judged('item_knn').ndcg).toBeGreaterThanOrEqual(0.098)
    })

    test('the linear model, with few weights an item: NDCG@10 of at least .107', () => {
      expect(judged('ease').ndcg).toBeGreaterThanOrEqual(0.107)
    })
  },
)
