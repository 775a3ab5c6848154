import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ConnectorConformance, declaredScore, scorePage } from '@esplanade/connector-kit/conformance'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const names = readdirSync(join(ROOT, 'connectors'))

test.each(names)('docs/connectors/%s.md says what the connector says of itself', async name => {
  const exported = (await import(join(ROOT, 'connectors', name, 'conformance/index.ts'))) as Record<
    string,
    unknown
  >
  const conformance = exported[`${name}Conformance`] as ConnectorConformance<unknown>
  const { connector, harness } = conformance
  // An address that nobody answers: no call is made.
  const limits = connector.limits(connector.config.parse(harness.config('http://127.0.0.1:9')))
  const page = scorePage(connector, limits, declaredScore(conformance))
  await expect(page).toMatchFileSnapshot(join(ROOT, `docs/connectors/${name}.md`))
})

test('every page of docs/connectors is of a connector', () => {
  const pages = readdirSync(join(ROOT, 'docs/connectors')).map(page => page.replace(/\.md$/, ''))
  expect(pages.filter(page => page !== 'README' && !names.includes(page))).toEqual([])
})
