import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { SessionBody } from '../../../src/admin/contract.ts'
import { ask } from '../api/ask.ts'
import { CACHED } from '../api/keys.ts'
import { Logo } from '../shell/logo.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'

interface SignInPageProps {
  /** How this page was let in until now; `null` where it was not. */
  readonly before: SessionBody['kind'] | null
}

/** The way in where client keys exist: an admin key buys a session in a cookie, which scripts cannot read. */
export function SignInPage({ before }: SignInPageProps) {
  const client = useQueryClient()
  const [key, setKey] = useState('')
  const signIn = useMutation({
    mutationFn: () => ask<SessionBody>('POST', '/api/session', { key: key.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: CACHED.session }),
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-6 p-6">
      <h1 className="text-2xl">
        <Logo />
      </h1>
      <div role="status">{before !== null && <Notice level="note">{toReason(before)}</Notice>}</div>
      <form onSubmit={submit} className="space-y-4 rounded-card border border-line bg-surface p-5 shadow-card">
        <TextField
          label="Admin key"
          type="password"
          name="key"
          autoComplete="current-password"
          autoFocus
          required
          placeholder="cf_…"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          error={signIn.error?.message ?? null}
          hint="A client key of scope admin."
        />
        <Button look="primary" type="submit" className="w-full" disabled={signIn.isPending || key.trim() === ''}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <p className="text-sm text-muted">
        Without one, make it on the machine where the gateway runs:
        <code className="mt-1 block font-mono text-xs text-ink">claudeflare keys create me --scope admin</code>
      </p>
    </main>
  )
}

function toReason(before: SessionBody['kind']): string {
  return before === 'session'
    ? 'You have been signed out: this session was ended elsewhere, was not used for 12 hours, or its key is not an admin key any more.'
    : 'A client key exists by now, so this dashboard asks for one.'
}
