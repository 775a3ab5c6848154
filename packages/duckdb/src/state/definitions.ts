import type { Instant, SegmentNo } from '@esplanade/core/schema'
import type { DefinitionStore, SegmentVersion, StoredSegment } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'
import { reserve } from './number-counter.ts'

/**
 * Segments and every version they had. A number belongs to one segment for ever; an id that comes back
 * after its deletion is a new segment, so that the history of the old one stays what it was.
 */
export function definitionStore(database: Database): DefinitionStore {
  return {
    saveSegments: (wanted, at, author) =>
      database.write(async session => {
        const living = new Map((await livingSegments(session)).map(segment => [segment.id, segment]))
        for (const { id, title, definition } of wanted) {
          const stored = living.get(id)
          living.delete(id)
          if (stored?.title === title && stored.definition === definition) continue
          await save(session, { id, title, definition, at, author, stored })
        }
        for (const { segmentNo } of living.values()) {
          await session.run('update segment set deleted_at = $2 where segment_no = $1', [segmentNo, at])
        }
        return livingSegments(session)
      }),
    segments: () => database.read(livingSegments),
    saveEvaluated: (segments, asOf) =>
      database.write(async session => {
        await session.stage('computed', [{ name: 'segment_no', values: Uint32Array.from(segments) }])
        await session.run(
          'delete from segment_evaluated using computed c where segment_evaluated.segment_no = c.segment_no',
        )
        await session.run('insert into segment_evaluated select segment_no, $1::bigint from computed', [asOf])
      }),
    segmentVersions: id =>
      database.read(session =>
        session.rows<SegmentVersion>(
          `select segment_no as "segmentNo", v.version, v.title, v.definition, v.saved_at as "savedAt",
             v.author, s.deleted_at as "deletedAt"
           from segment_version v join segment s using (segment_no) where s.id = $1
           order by segment_no, v.version`,
          [id],
        ),
      ),
  }
}

const livingSegments = (session: Session): Promise<StoredSegment[]> =>
  session.rows<StoredSegment>(
    `select id, segment_no as "segmentNo", version, title, definition, saved_at as "savedAt",
       deleted_at as "deletedAt", evaluated_at as "evaluatedAt"
     from segment left join segment_evaluated using (segment_no) where deleted_at is null order by segment_no`,
  )

interface Change extends Pick<StoredSegment, 'id' | 'title' | 'definition'> {
  readonly at: Instant
  readonly author: string | undefined
  readonly stored: StoredSegment | undefined
}

async function save(session: Session, { id, title, definition, at, author, stored }: Change): Promise<void> {
  const segmentNo = stored?.segmentNo ?? ((await reserve(session, 'segment', 1)) as SegmentNo)
  // A new title renames; only a new definition means something else, and is a version.
  const renamed = stored?.definition === definition
  const version = (stored?.version ?? 0) + (renamed ? 0 : 1)
  const savedAt = renamed ? stored.savedAt : at
  await session.run('delete from segment where segment_no = $1', [segmentNo])
  await session.run('insert into segment values ($1, $2, $3, $4, $5, $6, null)', [
    segmentNo,
    id,
    title,
    version,
    definition,
    savedAt,
  ])
  if (renamed) return
  await session.run('insert into segment_version values ($1, $2, $3, $4, $5, $6)', [
    segmentNo,
    version,
    title,
    definition,
    savedAt,
    author ?? null,
  ])
}
