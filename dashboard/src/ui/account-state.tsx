import { CircleCheck, CircleSlash, Hourglass, KeyRound, Pause } from 'lucide-react'
import type { AccountRow } from '../../../src/admin/contract.ts'
import { Badge, type Tone } from './badge.tsx'

export type AccountState = AccountRow['state']

interface Look {
  readonly word: string
  readonly tone: Tone
  readonly Icon: typeof Pause
  /** Class of a filled mark in the same colour. */
  readonly fill: string
}

/** How each state looks everywhere: a word, a shape and a colour. */
export const STATES: Readonly<Record<AccountState, Look>> = {
  serving: { word: 'serving', tone: 'good', Icon: CircleCheck, fill: 'bg-good-fill' },
  cooling: { word: 'cooling', tone: 'warn', Icon: Hourglass, fill: 'bg-warn-fill' },
  disabled: { word: 'disabled', tone: 'bad', Icon: CircleSlash, fill: 'bg-bad-fill' },
  paused: { word: 'paused', tone: 'quiet', Icon: Pause, fill: 'bg-quiet-fill' },
  needs_sign_in: { word: 'needs sign-in', tone: 'bad', Icon: KeyRound, fill: 'bg-bad-fill' },
}

export function AccountStateBadge({ state }: { readonly state: AccountState }) {
  const { word, tone, Icon } = STATES[state]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden size={13} />}>
      {word}
    </Badge>
  )
}
