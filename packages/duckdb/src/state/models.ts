import type { ModelCheck, ModelStore, StoredModel } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'

/** Trained versions of scores; none is ever overwritten, so that what was said can be explained later. */
export function modelStore(database: Database): ModelStore {
  return {
    saveModel: ({ score, role, trainedAt, document }) =>
      database.write(async session => {
        const { version } = await session.one<{ version: number }>(
          'select 1 + coalesce(max(version), 0) as version from model where score = $1',
          [score],
        )
        if (role === 'champion')
          await session.run(`update model set role = 'retired' where score = $1 and role = 'champion'`, [
            score,
          ])
        await session.run('insert into model values ($1, $2, $3, $4, $5)', [
          score,
          version,
          role,
          trainedAt,
          document,
        ])
        return { score, version, role, trainedAt, document }
      }),
    champion: async score => {
      const [row] = await database.read(session =>
        session.rows<StoredModel>(`${SELECT} where score = $1 and role = 'champion'`, [score]),
      )
      return row
    },
    champions: () =>
      database.read(session => session.rows<StoredModel>(`${SELECT} where role = 'champion' order by score`)),
    models: (score, limit) =>
      database.read(session =>
        session.rows<StoredModel>(`${SELECT} where score = $1 order by version desc limit $2`, [
          score,
          limit,
        ]),
      ),
    saveModelChecks: checks =>
      database.write(async session => {
        for (const { score, version, checkedAt, document } of checks) {
          await session.run('delete from model_check where score = $1', [score])
          await session.run('insert into model_check values ($1, $2, $3, $4)', [
            score,
            version,
            checkedAt,
            document,
          ])
        }
      }),
    modelChecks: () =>
      database.read(session =>
        session.rows<ModelCheck>(
          'select score, version, checked_at as "checkedAt", document from model_check order by score',
        ),
      ),
  }
}

const SELECT = 'select score, version, role, trained_at as "trainedAt", document from model'
