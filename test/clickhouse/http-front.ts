import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { ClickHouseClient } from '@clickhouse/client'

/** Words of a request's address that are no settings. Source: ClickHouse documentation, "HTTP interface". */
const WORDS = new Set(['query', 'query_id', 'database', 'session_id', 'role'])

/**
 * Answers on loopback as ClickHouse does over HTTP, by the engine in this process, so that the official
 * client takes the way that it takes to a server.
 */
export async function httpFront(
  engine: ClickHouseClient,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(engine, request, response).catch((cause: unknown) => {
      const { code = '0', type = 'UNKNOWN' } = cause as { code?: string; type?: string }
      response.statusCode = 500
      response.end(`Code: ${code}. DB::Exception: ${String(cause)}. (${type})`)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

async function answer(
  engine: ClickHouseClient,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const body = await text(request)
  const settings: Record<string, string> = {}
  const parameters: Record<string, string> = {}
  for (const [name, value] of searchParams) {
    if (name.startsWith('param_')) parameters[name.slice('param_'.length)] = unescaped(value)
    else if (!WORDS.has(name)) settings[name] = value
  }
  // An INSERT is named in the address and its rows are the body; any other statement is the body.
  const insert = searchParams.get('query')
  const statement = insert === null ? { query: body } : { query: insert, values: Readable.from([body]) }
  const { stream } = await engine.exec({
    ...statement,
    query_params: parameters,
    clickhouse_settings: settings,
  })
  await pipeline(stream, response)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0' }

/** Parameters travel escaped as in tab-separated values. */
const unescaped = (value: string): string =>
  value.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter)
