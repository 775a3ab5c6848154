import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { createClient } from '@clickhouse/client'

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

/** The engine stands apart from the workspace, so it is found from its own folder. */
const { createChdbConnection } = createRequire(join(import.meta.dirname, 'engine', 'package.json'))(
  'chdb/connection',
) as { createChdbConnection: (options: { path: string }) => Connection }

/** The official client over ClickHouse in this process. A process may use one folder only. */
export const chdbClient = (folder: string): ClickHouseClient =>
  createClient({ connection: createChdbConnection({ path: folder }) })
