import { expect, test } from 'vitest'
import { widthOf } from '../src/output/paint.ts'
import { liveProgress, plainProgress } from '../src/output/progress.ts'

const plain = (_style: string, text: string) => text

/** A terminal that understands what the live lines use: new lines, cursor up, erase below. */
function screen(columns = 80) {
  const lines: string[] = []
  let writes = 0
  const write = (text: string) => {
    writes += 1
    // biome would rather have no control characters in expressions, so the sequences are cut by hand.
    for (const part of text.split('\u001b[')) {
      const up = /^(\d+)A/.exec(part)
      if (up) lines.splice(lines.length - Number(up[1]))
      const printed = part.replace(/^(\d+A|0J)/, '')
      if (printed !== '') lines.push(...printed.split('\n').slice(0, -1))
    }
  }
  return { output: { write, terminal: true, columns }, lines, count: () => writes }
}

test('a terminal shows one line per task and keeps what is done above them', () => {
  let now = 0
  const { output, lines } = screen()
  const { report, stop } = liveProgress(output, () => now, plain)
  report({ kind: 'progress', task: 'pull news', done: 500, total: 2_000 })
  now = 200
  report({ kind: 'progress', task: 'pull shop', done: 7, total: null })
  expect(lines).toEqual([' 25 % ━━━━━━━━━━━━━━━━━━━━  pull news  500 of 2,000', '···· pull shop  7'])
  report({ kind: 'done', task: 'pull news', text: '2,000 contacts' })
  expect(lines).toEqual(['done pull news: 2,000 contacts', '···· pull shop  7'])
  stop()
  expect(lines).toEqual(['done pull news: 2,000 contacts'])
})

test('a terminal is drawn on at most ten times a second', () => {
  let now = 0
  const { output, count } = screen()
  const { report } = liveProgress(output, () => now, plain)
  for (; now < 1_000; now += 1) report({ kind: 'progress', task: 'pull', done: now, total: 1_000 })
  // Each time it is erased and written once.
  expect(count()).toBeLessThanOrEqual(20)
})

test('lines never wrap, and many tasks stay few lines', () => {
  let now = 0
  const { output, lines } = screen(30)
  const { report } = liveProgress(output, () => (now += 1_000), plain)
  for (let i = 0; i < 20; i += 1)
    report({ kind: 'progress', task: `pull 名前 a very long name ${i}`, done: 1, total: 9 })
  expect(lines).toHaveLength(9)
  expect(lines.at(-1)).toBe('… and 12 more')
  expect(Math.max(...lines.map(line => widthOf(line)))).toBeLessThan(30)
})

test('a log has a line per task that ended and one every five seconds while it goes on', () => {
  let now = 0
  const { output, lines } = screen()
  const { report } = plainProgress(output, () => now, plain)
  for (; now <= 12_000; now += 100) report({ kind: 'progress', task: 'pull', done: now, total: null })
  report({ kind: 'done', task: 'pull', text: '12 contacts' })
  report({ kind: 'note', text: 'waiting' })
  expect(lines).toEqual(['pull: 5,000', 'pull: 10,000', 'done pull: 12 contacts', 'note waiting'])
})
