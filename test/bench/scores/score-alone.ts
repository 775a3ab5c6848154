import { applyScores, type ScoreDocument } from '@esplanade/core/scores'
import type { ScoreColumn } from '@esplanade/core/store'
import { openStore } from '../evaluate/open-world.ts'
import { scoreWorld } from './score-world.ts'

/**
 * A process of its own: scores everybody by the models in the store of its argument, writes the columns and
 * prints what that took. Its peak is that of scoring, with nothing of training in it.
 */
const [file = ''] = process.argv.slice(2)
const { store } = await openStore(file)
const { name: _name, ...context } = await scoreWorld(store)
const champions = await store.state.champions()
const documents = new Map(
  champions.map(({ score, document }) => [score, JSON.parse(document) as ScoreDocument]),
)
const before = process.cpuUsage()
const begun = performance.now()
const secondsSince = (from: number) => (performance.now() - from) / 1_000
const parts: Record<string, number> = {}
const columns: ScoreColumn[] = []
let last = begun
for await (const { score, columns: own } of applyScores(documents, context)) {
  columns.push(...own)
  parts[score] = secondsSince(last)
  last = performance.now()
}
await store.facts.saveScores(columns)
parts.write = secondsSince(last)
const total = secondsSince(begun)
const { user, system } = process.cpuUsage(before)
const processor = (user + system) / 1e6
await store.close()
const peak = process.resourceUsage().maxRSS * 1_024
console.log(JSON.stringify({ total, processor, peak, columns: columns.length, parts }))
