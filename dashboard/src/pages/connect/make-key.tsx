import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CreatedKey } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'

interface MakeKeyProps {
  /** Where calls with it go. */
  readonly pool: string
  readonly onMade: (key: string) => void
}

/** Makes a client key that may call, and shows it this once. */
export function MakeKey({ pool, onMade }: MakeKeyProps) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => ask<CreatedKey>('POST', '/api/keys', { name: name.trim(), pools: [pool] }),
    onSuccess: ({ key }) => {
      onMade(key)
      void client.invalidateQueries({ queryKey: CACHED.keys })
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    make.mutate()
  }
  if (make.data !== undefined) {
    return (
      <div role="status" className="space-y-1.5">
        <p className="text-sm">
          Key <strong>{make.data.name}</strong> is made. It is shown this once, and stands in the lines below.
        </p>
        <CopyLine label="the key" text={make.data.key} />
      </div>
    )
  }
  const { fields, rest } = toFieldErrors(make.error, ['name'])
  return (
    <form onSubmit={submit} className="space-y-2">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          label="A client key, made for"
          placeholder="laptop"
          className="min-w-48 flex-1 sm:max-w-xs"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={fields['name'] ?? null}
        />
        <Button type="submit" className="mt-6.5" disabled={make.isPending || name.trim() === ''}>
          Make the key
        </Button>
      </div>
      {rest !== null && <Notice level="critical">{rest}</Notice>}
    </form>
  )
}
