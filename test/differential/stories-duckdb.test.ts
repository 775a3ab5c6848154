import { describeExamples, describeStories, storyTeller } from '@esplanade/core/segments/suites'
import { duckdb } from '@esplanade/duckdb'
import { EXAMPLES } from './examples-folder.ts'
import { refreshedMembers } from './refreshed-members.ts'

const onDuckdb = storyTeller(async example => {
  const store = await duckdb({ file: ':memory:', threads: 1 }).open()
  try {
    return await refreshedMembers(example, store)
  } finally {
    await store.close()
  }
}, EXAMPLES)

const ways = 'DuckDB brought up to date, over shared scans, and by one statement a segment'
describeStories(ways, onDuckdb)
describeExamples(`the worked examples: ${ways}`, onDuckdb)
