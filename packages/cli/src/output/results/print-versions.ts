import type { HubResults } from '@esplanade/hub'
import { count, counted, moment } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'

type Difference = HubResults['segments-diff']['segments'][number]

/** Every version with what it changed, oldest first, then what is not saved yet. */
export function printHistory(history: HubResults['segments-history'], paint: Paint): string[] {
  const deleted = history.versions.at(-1)?.deletedAt ?? null
  return [
    ...history.versions.flatMap(each => [
      `${paint('bold', `version ${each.version}`)}  ${moment(each.savedAt)} UTC  ${byAuthor(each.author)}${plainText(each.title)}`,
      ...changeLines(each.changes, paint),
      '',
    ]),
    ...(deleted === null ? [] : [`Deleted ${moment(deleted)} UTC.`]),
    ...(history.unsaved === null
      ? deleted === null
        ? [`The file is the same as version ${history.versions.at(-1)?.version ?? 1}.`]
        : ['No file defines it.']
      : ['Not saved yet; the next evaluation will:', ...changeLines(history.unsaved, paint)]),
  ]
}

const byAuthor = (author: string | null) => (author === null ? '' : `by ${plainText(author)}  `)

export function printMembers(members: HubResults['segments-members'], _paint?: Paint): string[] {
  const { contacts, version } = members
  const rule = version === null ? 'no rule was in force' : `by version ${version}`
  const more = members.members - contacts.length
  const rows = contacts.map(each => [
    String(each.contact),
    moment(each.enteredAt),
    each.identities.map(plainText).join(', '),
  ])
  const columns = [{ title: 'contact', align: 'right' as const }, { title: 'entered' }, { title: 'known as' }]
  return [
    `${counted(members.members, 'member')} of ${members.id} as of ${moment(members.asOf)} UTC, ${rule}.`,
    ...(rows.length === 0 ? [] : ['', ...table(columns, rows)]),
    ...(more > 0 && rows.length > 0 ? [`and ${count(more)} more`] : []),
  ]
}

export function printDifference({ segments, asOf }: HubResults['segments-diff'], paint: Paint): string[] {
  if (segments.length === 0) return ['Nothing differs: neither a rule nor who satisfies it.']
  return [
    ...segments.flatMap(each => [...differenceLines(each, paint), '']),
    `By both rules as of ${moment(asOf)} UTC; nothing was saved.`,
  ]
}

function differenceLines(each: Difference, paint: Paint): string[] {
  const { entering, leaving } = each
  const kind = each.kind === 'same' ? 'same rule' : each.kind
  return [
    `${paint('bold', each.id)} (${kind}): ${count(each.before)} -> ${counted(each.after, 'member')}`,
    ...changeLines(each.changes, paint),
    ...peopleLines('enter', entering, paint('green', '+')),
    ...peopleLines('leave', leaving, paint('red', '-')),
  ]
}

function peopleLines(verb: string, { contacts, named }: Difference['entering'], mark: string): string[] {
  if (contacts === 0) return []
  const more = contacts - named.length
  return [
    `  ${mark} ${counted(contacts, 'contact')} would ${verb}`,
    ...named.map(each => `      contact ${each.contact}  ${each.identities.map(plainText).join(', ')}`),
    ...(more > 0 && named.length > 0 ? [`      and ${count(more)} more`] : []),
  ]
}

const MARKS = { same: ' ', added: '+', removed: '-' } as const

function changeLines(changes: Difference['changes'], paint: Paint): string[] {
  return changes.map(({ kind, text }) => {
    const line = `  ${MARKS[kind]} ${plainText(text)}`.trimEnd()
    if (kind === 'same') return paint('dim', line)
    return paint(kind === 'added' ? 'green' : 'red', line)
  })
}
