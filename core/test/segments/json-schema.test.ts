import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { segmentJsonSchema } from '../../src/segments/index.ts'

test('the published JSON Schema is fresh (else: pnpm --filter @esplanade/core schemas)', async () => {
  const file = new URL('../../../docs/schema/segment.schema.json', import.meta.url)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(segmentJsonSchema())
})
