import { evaluateSegments } from '@esplanade/core/segments'
import { FIFTY, planOf } from './bench-plan.ts'
import { openStore } from './open-world.ts'

/** A process of its own: evaluates all 50 segments of the store in its argument once, and prints its peak memory. */
const [file = ''] = process.argv.slice(2)
const { store } = await openStore(file)
await evaluateSegments(planOf(FIFTY), store.facts)
await store.close()
console.log(process.resourceUsage().maxRSS * 1_024)
