import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { useLocation } from 'wouter'
import { ask } from '../api/ask.ts'
import { CACHED } from '../api/keys.ts'
import { Button } from '../ui/button.tsx'
import { useToasts } from '../ui/toasts.tsx'

export function SignOutButton({ name }: { readonly name: string }) {
  const client = useQueryClient()
  const toasts = useToasts()
  const [, navigate] = useLocation()
  const signOut = useMutation({
    mutationFn: () => ask('DELETE', '/api/session'),
    onSuccess: () => {
      // The address may name what was looked at.
      navigate('/', { replace: true })
      // Reset, not only asked anew: whoever signed out needs not be told that they are.
      return client.resetQueries({ queryKey: CACHED.session })
    },
    onError: toasts.failed,
  })
  return (
    <Button
      look="quiet"
      size="small"
      aria-label="Sign out"
      title={`Signed in as ${name}. Sign out`}
      disabled={signOut.isPending}
      onClick={() => signOut.mutate()}
    >
      <LogOut aria-hidden size={16} />
    </Button>
  )
}
