import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemClock } from '@esplanade/core/schema'
import { duckdb } from '@esplanade/duckdb'
import { type HubConfig, openHub } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { tracked } from './sources.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

test('every link of every page leads somewhere', () => {
  const broken = tracked('*.md').flatMap(page =>
    [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => target)
      .filter(target => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(page), target)))
      .map(target => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

test('every decision has a number of its own', () => {
  const numbers = readdirSync(join(ROOT, 'docs/decisions')).map(name => name.slice(0, 4))
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('every snippet of the guide to connectors stands in the file that it names', () => {
  const snippets = [...read('docs/write-a-connector.md').matchAll(/```ts (\S+)\n([\s\S]*?)```/g)]
  expect(snippets.length).toBeGreaterThan(5)
  const strange = snippets.filter(([, path = '', text = '']) => !read(path).includes(text))
  expect(strange.map(([, path, text]) => `${path}: ${text}`)).toEqual([])
})

test("README's first configuration and segment open a hub as they are printed", async () => {
  const blocks = [...read('README.md').matchAll(/```(ts|yaml)\n([\s\S]*?)```/g)]
  const block = (language: string) => blocks.find(([, name]) => name === language)?.[2] ?? ''
  // Beside this file, so that its imports are found as in a user's project.
  const folder = mkdtempSync(join(import.meta.dirname, 'readme-'))
  try {
    mkdirSync(join(folder, 'segments'))
    writeFileSync(join(folder, 'esplanade.config.ts'), block('ts'))
    writeFileSync(join(folder, 'segments/vip.yaml'), block('yaml'))
    const { default: config } = (await import(join(folder, 'esplanade.config.ts'))) as { default: HubConfig }
    const environment = { MAILCHIMP_API_KEY: 'key-us1', KLAVIYO_API_KEY: 'pk_key' }
    const world = { clock: systemClock, environment, random: Math.random, folder }
    const hub = await openHub({ ...config, store: duckdb({ file: ':memory:' }) }, world)
    expect(await hub.run({ command: 'evaluate' })).toMatchObject({ segments: [{ id: 'vip', members: 0 }] })
    await hub.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
