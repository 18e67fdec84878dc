import { ExternalLink } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import type { SignInBegun } from '../../../../src/admin/account-contract.ts'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { Countdown } from '../../ui/time-ago.tsx'
import { type Pasted, readPasted } from './read-pasted.ts'
import { expectRedirect } from './redirect-channel.ts'
import { useAccountAction } from './use-account-action.ts'

interface CompleteSignInProps {
  readonly begun: SignInBegun
  readonly again: AccountRow | null
  readonly onCancel: () => void
  readonly onDone: (id: string) => void
}

/** The vendor's page is opened beside this one; its answer comes by itself, or is pasted. */
export function CompleteSignIn({ begun, again, onCancel, onDone }: CompleteSignInProps) {
  const [text, setText] = useState('')
  const { mutate, error, isPending } = useAccountAction<Pasted>({
    id: again?.id ?? null,
    run: (pasted) => ask<AccountRow>('POST', '/api/sign-ins/complete', { id: begun.id, ...pasted }),
    tell: (row) => `${row?.name ?? 'The account'} has signed in.`,
    onDone: (row) => onDone(row?.id ?? ''),
  })
  const state = new URL(begun.authorize_url).searchParams.get('state') ?? ''
  useEffect(() => expectRedirect(state, (address) => mutate({ redirected_to: address })), [state, mutate])
  function submit(event: FormEvent): void {
    event.preventDefault()
    const pasted = readPasted(text, begun.authorize_url)
    if (pasted !== null) mutate(pasted)
  }
  return (
    <form onSubmit={submit} className="space-y-5">
      <ol className="list-decimal space-y-5 pl-5 text-sm marker:text-muted">
        <li>
          <p className="mb-2">
            Sign in on the vendor’s page, within <Countdown until={begun.expires_at} />.
          </p>
          <a
            href={begun.authorize_url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-9 items-center gap-1.5 rounded-lg bg-accent-fill px-3.5 font-medium text-on-accent shadow-card hover:brightness-105"
          >
            Open the vendor’s page <ExternalLink aria-hidden size={15} />
          </a>
        </li>
        <li>
          <TextField
            label="The address it ends on, or the code that it shows"
            hint="Where the page comes back to this gateway, this goes on by itself. Else it may not load: copy its address from the browser."
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={error?.message ?? null}
          />
        </li>
      </ol>
      <FormFoot
        error={null}
        isBusy={isPending}
        isReady={text.trim() !== ''}
        submit="Complete the sign-in"
        onCancel={onCancel}
      />
    </form>
  )
}
