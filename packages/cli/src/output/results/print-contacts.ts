import type { ExportedContact, ListedMerge, UnmergeResult } from '@esplanade/hub'
import { plainText } from '../paint.ts'
import { table } from '../table.ts'

export function printMerges(merges: readonly ListedMerge[]): string[] {
  if (merges.length === 0) return ['No merge stands.']
  return table(
    [{ title: 'contact', align: 'right' }, { title: 'is now', align: 'right' }, { title: 'and brought' }],
    merges.map(({ contact, into, identities }) => [
      String(contact),
      String(into),
      plainText(identities.join(', ')),
    ]),
  )
}

export function printUnmerge({ contact, from }: UnmergeResult): string[] {
  return [
    `Contact ${contact.contact} is a person of its own again: ${plainText(contact.identities.join(', '))}.`,
    `Contact ${from.contact} keeps ${plainText(from.identities.join(', '))}.`,
    'They will not be merged again. Evaluate, so that segments follow.',
  ]
}

export function printExport(contact: ExportedContact): string[] {
  return JSON.stringify(contact, null, 2).split('\n').map(plainText)
}
