import { mkdir, writeFile } from 'node:fs/promises'
import { segmentJsonSchema } from '../src/segments/index.ts'

// Writes what is generated from code under docs/schema. A test fails when the files are stale.
const folder = new URL('../../docs/schema/', import.meta.url)
await mkdir(folder, { recursive: true })
await writeFile(new URL('segment.schema.json', folder), `${JSON.stringify(segmentJsonSchema(), null, 2)}\n`)
