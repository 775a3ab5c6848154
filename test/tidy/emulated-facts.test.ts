import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { tracked } from './sources.ts'

const ROOT = join(import.meta.dirname, '../..')
const general = 'docs/emulators.md'
const pages = tracked('docs/emulators/*.md')

/** The cells of every row under a heading that ends in "Shown by". */
function factsOf(text: string): string[][] {
  const rows: string[][] = []
  let inside = false
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : []
    if (cells.length === 0) inside = false
    else if (cells.at(-1)?.trim() === 'Shown by') inside = true
    else if (inside && !cells[0]?.includes('---')) rows.push(cells.map(cell => cell.trim()))
  }
  return rows
}

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** A title stands in its file as a text of its own, between quotes of any kind. */
const hasTitle = (source: string, title: string): boolean =>
  ["'", '"', '`'].some(quote => source.includes(`${quote}${title}${quote}`))

test('three vendors have a page of facts', () => {
  expect(pages.map(page => basename(page))).toEqual(['hubspot.md', 'klaviyo.md', 'mailchimp.md'])
})

test.each([general, ...pages])(
  '%s names tests and files that exist, at least one test for each fact',
  page => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const links = new Map(
      [...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', path = '']) => [
        name,
        join(ROOT, dirname(page), path),
      ]),
    )
    const folder = page === general ? ROOT : join(ROOT, 'connectors', basename(page, '.md'))
    const facts = factsOf(text)
    expect(facts.length).toBeGreaterThan(page === general ? 5 : 20)
    const wrong = facts.flatMap(([fact = '', where, shown = '']) => {
      const gone = namesIn(where).filter(path => !existsSync(join(folder, path)))
      const tests = [...shown.matchAll(/\[([^\]]+)\] `([^`]+)`/g)]
      const missing = tests
        .filter(([, link = '', title = '']) => {
          const path = links.get(link)
          return path === undefined || !existsSync(path) || !hasTitle(readFileSync(path, 'utf8'), title)
        })
        .map(([found]) => found)
      // Every title in the cell belongs to a link: none is passed over.
      const unread = namesIn(shown).length === tests.length ? [] : ['a title without its file']
      return [...gone, ...missing, ...unread, ...(tests.length === 0 ? ['no test'] : [])].map(
        problem => `${fact}: ${problem}`,
      )
    })
    expect(wrong).toEqual([])
  },
)
