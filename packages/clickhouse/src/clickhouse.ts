import { createClient } from '@clickhouse/client'
import type { StoreSource } from '@esplanade/core/store'
import { Server } from './engine/server.ts'
import { FactContext } from './facts/context.ts'
import { factStore } from './facts/fact-store.ts'
import { identityProjection } from './facts/identity-projection.ts'
import { type CheckedOptions, type ClickHouseOptions, parseOptions } from './options.ts'
import { migrate } from './tables/migrate.ts'
import { carryEverything } from './together/carry-contacts.ts'
import { factsBesideState } from './together/facts-beside-state.ts'

/** Milliseconds that a statement may take before its answer begins; a scan of a large base takes minutes. */
const REQUEST_TIMEOUT_MS = 30 * 60_000

/**
 * A store whose facts are in ClickHouse and whose state is in another store. One process at a time may
 * have it open, which the state sees to. Wrong options throw `TypeError`; a database that a newer
 * Esplanade wrote throws a `StoreError` of kind `newer-schema` when it is opened.
 *
 * @example
 * clickhouse({
 *   url: 'https://clickhouse.example.com:8443',
 *   username: 'esplanade',
 *   password: process.env.CLICKHOUSE_PASSWORD,
 *   state: duckdb({ file: 'esplanade.duckdb' }),
 * })
 */
export function clickhouse(given: ClickHouseOptions): StoreSource {
  const options = parseOptions(given)
  const { state, client = () => clientFor(options) } = given
  const { host } = new URL(options.url)
  return {
    location: `${host}/${options.database} beside ${state.location}`,
    file: state.file,
    tables: state.tables,
    open: async () => {
      // First the state: whoever has it open is the one process that may write.
      const stateStore = await state.open()
      const server = new Server(client(), options.database)
      try {
        await migrate(server, options.cluster)
        const context = await FactContext.load(server, options.cluster)
        const identities = identityProjection(context)
        await carryEverything(stateStore.state, identities)
        return factsBesideState(stateStore, {
          facts: factStore(context),
          identities,
          close: () => server.close(),
        })
      } catch (cause) {
        await server.close()
        await stateStore.close()
        throw cause
      }
    },
  }
}

const clientFor = ({ url, username, password }: CheckedOptions) =>
  createClient({
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    application: 'esplanade',
    request_timeout: REQUEST_TIMEOUT_MS,
    // Signs of life, so that nothing between here and the server gives up on a long statement.
    clickhouse_settings: { send_progress_in_http_headers: 1, http_headers_progress_interval_ms: '20000' },
  })
