import type { EmulatorReply, EmulatorRoute } from '../../testing/emulator/index.ts'
import type { AcmeAccount } from './acme-account.ts'

export type AcmeRoute = EmulatorRoute<AcmeAccount>

export const json = (status: number, body: unknown): EmulatorReply => ({ status, body })
export const problem = (status: number, title: string): EmulatorReply =>
  json(status, { title, detail: `${title}.` })
