import { describeExamples, describeStories, storyTeller } from '@esplanade/core/segments/suites'
import { freshClickHouse } from '../clickhouse/fresh-clickhouse.ts'
import { EXAMPLES } from './examples-folder.ts'
import { storeMembers } from './store-members.ts'

const onClickHouse = storyTeller(async example => {
  const place = await freshClickHouse()
  const store = await place.open()
  try {
    return (await storeMembers(example, store)).map(({ members }) => members)
  } finally {
    await store.close()
    await place.remove()
  }
}, EXAMPLES)

const ways = 'ClickHouse over shared scans and by one statement a segment'
describeStories(ways, onClickHouse)
describeExamples(`the worked examples: ${ways}`, onClickHouse)
