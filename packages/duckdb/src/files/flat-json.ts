import type { Session } from '../engine/session.ts'
import { identifier, literal } from '../engine/sql.ts'

/**
 * Takes the objects of `row_text` apart inside the engine, into a column of texts for each name, where all
 * of them are as most are: flat, without escapes, with names and numbers that leave no doubt. Otherwise
 * `row_text` stays as it is and the answer is false. `shape` holds the keys of its lines.
 */
export async function flattened(session: Session, names: readonly string[]): Promise<boolean> {
  if (!names.every(name => PLAIN_NAME.test(name))) return false
  // The engine's own field names know no upper and lower case.
  if (new Set(names.map(name => name.toLowerCase())).size < names.length) return false
  const [odd] = await session.rows(
    `select 1 from shape where keys is null or len(keys) > len(list_distinct(keys))
     union all select 1 from row_text where not coalesce(${PLAIN_LINE}, false) limit 1`,
  )
  if (odd !== undefined) return false
  const structure = JSON.stringify(Object.fromEntries(names.map(name => [name, 'JSON'])))
  const values = names.map((name, j) => `struct_extract(value, ${literal(name)})::varchar as j${j}`)
  await session.run(
    `create temp table member as select ${values.join(', ')}
     from (select json_transform(c0, ${literal(structure)}) as value from row_text)`,
  )
  const columns = names.map((_, j) => `j${j}`)
  const doubtful = columns.map(column => `not coalesce(${isPlain(column)}, true)`).join(' or ')
  const [found] = await session.rows(`select 1 from member where ${doubtful} limit 1`)
  const texts = columns.map((column, j) => `${textSql(column)} as ${identifier(`c${j}`)}`)
  if (found === undefined) {
    await session.run(`create or replace temp table row_text as select ${texts.join(', ')} from member`)
  }
  await session.run('drop table member')
  return found === undefined
}

const PLAIN_NAME = /^[\w .-]+$/

const WHITE = `' ' || chr(9) || chr(13)`
const ending = (text: string): string => `rtrim(${text}, ${WHITE})`

/** An object without escapes, and without a comma before its end: the engine would let it pass and JavaScript would not. */
const PLAIN_LINE = String.raw`case when json_valid(c0) then json_type(c0) = 'OBJECT' and not contains(c0, '\')
  and right(${ending(`rtrim(${ending('c0')}, '}')`)}, 1) <> ',' end`

/** Texts, words, and numbers that JavaScript prints as they are written; no lists and no objects. */
const isPlain = (json: string): string =>
  `(starts_with(${json}, '"') or ${json} in ('true', 'false', 'null') or (len(${json}) <= 15
     and regexp_full_match(${json}, '-?(?:[1-9][0-9]*|0)(?:\\.[0-9]*[1-9])?')
     and not regexp_matches(${json}, '^-?0(?:$|\\.00000)')) or ${json} = '0')`

const textSql = (json: string): string =>
  `case when starts_with(${json}, '"') then substring(${json}, 2, len(${json}) - 2)
     when ${json} <> 'null' then ${json} end`
