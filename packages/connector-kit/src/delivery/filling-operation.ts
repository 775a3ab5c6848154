import type { MemberRow, Operation, Operations, TargetKind } from '../push.ts'

/** The operation that fills targets of a kind. */
export const fillingOperation = <Config, Client>(
  { members, propertyTags }: Pick<Operations<Config, Client>, 'members' | 'propertyTags'>,
  kind: TargetKind | undefined,
): Operation<MemberRow, Config, Client> => (kind === 'property-tag' && propertyTags) || members
