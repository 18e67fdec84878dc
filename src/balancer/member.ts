import type { Account } from '../model/account.ts'

export interface Member {
  account: Account
}
