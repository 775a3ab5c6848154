import { expect, it } from 'vitest'
import { addFields, type RemoteField } from '../../src/index.ts'

const known = new Map<string, { options?: string[] }>([
  ['size', { options: ['S', 'M'] }],
  ['free', {}],
])

async function added(...fields: RemoteField[]) {
  const done: unknown[] = []
  await addFields(fields, {
    known,
    optionsOf: ({ options }) => options,
    create: async missing => {
      done.push(missing.map(({ name }) => name))
    },
    addOptions: async (there, lacking) => {
      done.push([there, lacking])
    },
  })
  return done
}

it('makes what is missing at once, and adds the options that are lacking', async () => {
  expect(
    await added(
      { name: 'a', type: 'text' },
      { name: 'size', type: 'text', options: ['M', 'L', 'XL'] },
      { name: 'b', type: 'number' },
    ),
  ).toEqual([
    ['a', 'b'],
    [{ options: ['S', 'M'] }, ['L', 'XL']],
  ])
})

it('calls nobody for fields that are there with all that they need', async () => {
  expect(await added()).toEqual([])
  expect(await added({ name: 'size', type: 'text', options: ['S'] })).toEqual([])
  expect(await added({ name: 'free', type: 'text', options: ['S'] })).toEqual([])
})
