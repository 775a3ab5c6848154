import { type BatchId, instant } from '@esplanade/core/schema'
import { describe, expect, test } from 'vitest'
import { decideRow } from '../src/plan/decide-row.ts'

const delivered = (sent: string, at: number, settled: string | null = null) => ({
  remoteId: 'a',
  sent,
  settled,
  batch: 'b' as BatchId,
  at: instant(at),
})
const seen = (fingerprint: string, at: number) => ({ fingerprint, at: instant(at) })

describe('what to do about one member', () => {
  test('equal to what the vendor shows: nothing, whatever was delivered', () => {
    expect(decideRow('x', seen('x', 1), undefined)).toEqual({ kind: 'unchanged', shown: true })
    expect(decideRow('x', seen('x', 9), delivered('y', 1))).toEqual({ kind: 'unchanged', shown: true })
  })

  test('never delivered, or another value delivered: send', () => {
    expect(decideRow('x', seen('old', 1), undefined)).toEqual({ kind: 'send', settled: null })
    expect(decideRow('x', seen('old', 1), delivered('old', 2))).toEqual({ kind: 'send', settled: null })
  })

  test('delivered and not pulled since: wait, even when pull and delivery share an instant', () => {
    expect(decideRow('x', seen('old', 1), delivered('x', 2))).toEqual({ kind: 'unchanged', shown: false })
    expect(decideRow('x', seen('old', 2), delivered('x', 2))).toEqual({ kind: 'unchanged', shown: false })
  })

  test('edited at the vendor after the delivery: the hub owns the field and sends once more', () => {
    expect(decideRow('x', seen('edited', 3), delivered('x', 2))).toEqual({ kind: 'send', settled: 'edited' })
  })

  test('the vendor shows the same other value again: it spells ours that way, and no third time', () => {
    expect(decideRow('x', seen('rewritten', 5), delivered('x', 4, 'rewritten'))).toEqual({
      kind: 'unchanged',
      shown: false,
    })
    expect(decideRow('x', seen('another', 5), delivered('x', 4, 'rewritten'))).toEqual({
      kind: 'send',
      settled: 'another',
    })
  })
})
