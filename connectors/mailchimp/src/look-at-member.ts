import { ConnectorError, type Priority } from '@esplanade/connector-kit'
import { ask, type Context } from './ask.ts'
import { memberLook } from './shapes.ts'

/** The status of one member by its contact id, archived ones included; undefined where the audience has none such. */
export async function lookAtMember(
  context: Context,
  listId: string,
  contactId: string,
  priority: Priority,
): Promise<string | undefined> {
  try {
    const options = { idempotent: true, priority }
    const { status } = await ask(context, MEMBER, memberLook, options, client =>
      client.lists.getListMemberWithHttpInfo(listId, contactId, { fields: ['status'] }),
    )
    return status
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'missing') return undefined
    throw error
  }
}

const MEMBER = 'GET /lists/{list_id}/members/{subscriber_hash}'
