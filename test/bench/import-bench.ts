import { duckdb } from '@esplanade/duckdb'
import { retailFiles } from '../e2e/real-data/data-sets.ts'
import { openRealHub } from '../e2e/real-data/real-hub.ts'
import { RETAIL_EVENTS, retailImport } from '../e2e/real-data/retail-import.ts'
import { type Bench, medianOfThree, rounded, secondsOf } from './row.ts'

/** Loading the 406,829 lines of Online Retail; the floor is reading the same files and doing nothing. */
export const importBench: Bench = {
  name: 'import',
  what: 'the 406,829 Online Retail lines by `import` (needs ESPLANADE_REFERENCE_DIR)',
  async run(tell) {
    const floor = await medianOfThree(() => secondsOf(readAll))
    tell(`reading alone: ${floor.toFixed(2)} s`)
    const value = await medianOfThree(importAll)
    return [
      {
        name: 'import 406,829 lines',
        value: rounded(value),
        unit: 's',
        floor: rounded(floor),
        ratio: rounded(value / floor),
        reach: '≤ 4 s',
      },
    ]
  },
}

async function readAll(): Promise<void> {
  const { tables } = duckdb({ file: ':memory:' })
  for (const file of retailFiles()) for await (const chunk of tables.readTable(file)) chunk satisfies object
}

async function importAll(): Promise<number> {
  const { hub, close } = await openRealHub(Date.parse('2011-12-10T00:00:00Z'), {
    connections: {},
    segments: [],
    events: RETAIL_EVENTS,
  })
  try {
    return await secondsOf(async () => {
      for (const file of retailFiles()) await hub.run(retailImport(file))
    })
  } finally {
    await close()
  }
}
