import { expect, it } from 'vitest'
import { ConnectorError, type FaultKind, onFailure } from '../../src/index.ts'

const failing = (kind: FaultKind) => {
  const failure = { status: 404, code: null, message: 'Gone.' }
  return Promise.reject(new ConnectorError(kind, 'GET /x', failure, `Gone: ${kind}.`))
}

it('gives the answer of a call that did not fail', async () => {
  expect(await onFailure('missing', Promise.resolve(1), () => 2)).toBe(1)
})

it('makes something of the failures that it names, and of no others', async () => {
  expect(await onFailure('missing', failing('missing'), ({ failure }) => failure.message)).toBe('Gone.')
  expect(await onFailure(['config', 'missing'], failing('config'), () => undefined)).toBeUndefined()
  await expect(onFailure('missing', failing('rejected'), () => 2)).rejects.toThrow('Gone: rejected.')
  await expect(onFailure('missing', Promise.reject(new TypeError('bug')), () => 2)).rejects.toThrow('bug')
})
