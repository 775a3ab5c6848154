import type { Session } from '../engine/session.ts'

export async function setting(session: Session, name: string): Promise<string | undefined> {
  const [row] = await session.rows<{ value: string }>('select value from setting where name = $1', [name])
  return row?.value
}

export async function saveSetting(session: Session, name: string, value: string): Promise<void> {
  await session.run('delete from setting where name = $1', [name])
  await session.run('insert into setting values ($1, $2)', [name, value])
}
