import { z } from 'zod'
import { didYouMean, quoted } from './nearest-name.ts'

/** An object that has these keys and no other; an unknown key is answered with the nearest known one. */
export function strictShape<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: issue => {
      if (issue.code !== 'unrecognized_keys') return undefined
      return (issue.keys as readonly string[])
        .map(key => `the key ${quoted(key)} does not belong here.${didYouMean(key, known)}`)
        .join(' ')
    },
  })
}
