import { readdirSync, readFileSync } from 'node:fs'
import { buildCatalog } from '@esplanade/core/schema'
import { parseSegmentFiles, resolveSegments } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { MANAGED_TARGETS } from '../src/targets.ts'
import { SEGMENT_NAMES } from '../src/truth/segment-rules.ts'

const FOLDER = new URL('../segments/', import.meta.url)

test('every example segment makes sense, and the truth has a rule of its own for each', () => {
  const files = readdirSync(FOLDER).map(file => ({ file, text: readFileSync(new URL(file, FOLDER), 'utf8') }))
  const parsed = parseSegmentFiles(files)
  expect(parsed).toMatchObject({ ok: true })
  if (!parsed.ok) return
  expect(resolveSegments(parsed.definitions, buildCatalog(), parsed.locate)).toMatchObject({ ok: true })
  expect(parsed.definitions.map(({ id }) => id as string).sort()).toEqual([...SEGMENT_NAMES].sort())
})

test('no two targets share a vendor and a name', () => {
  const places = MANAGED_TARGETS.map(({ esp, kind, name }) => `${esp} ${kind}:${name}`)
  expect(new Set(places).size).toBe(places.length)
})
