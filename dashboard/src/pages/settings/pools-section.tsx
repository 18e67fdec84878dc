import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { usePools } from '../../api/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { PoolCard } from './pool-card.tsx'
import { STRATEGIES, strategyWords, type Strategy } from './strategies.ts'

export function PoolsSection() {
  const pools = usePools()
  const [isAdding, setAdding] = useState(false)
  const adding = useRef<HTMLButtonElement>(null)
  const add = (
    <Button ref={adding} size="small" onClick={() => setAdding(true)}>
      <Plus aria-hidden size={15} /> Add a pool
    </Button>
  )
  return (
    <Card title="Pools" hint="Each chooses among its own accounts." aside={add} padding="flush">
      <Loaded query={pools}>
        {({ items }) =>
          items.map((pool) => <PoolCard key={pool.id} pool={pool} onRemoved={() => adding.current?.focus()} />)
        }
      </Loaded>
      {isAdding && <AddPool onClose={() => setAdding(false)} />}
    </Card>
  )
}

function AddPool({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const toasts = useToasts()
  const [name, setName] = useState('')
  const [strategy, setStrategy] = useState<Strategy>('session')
  const add = useMutation({
    mutationFn: () => ask('POST', '/api/pools', { name: name.trim(), strategy }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: CACHED.pools })
      toasts.done(`Pool ${name.trim()} is added. Give it accounts, and name it in a client key.`)
      onClose()
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    add.mutate()
  }
  const { fields, rest } = toFieldErrors(add.error, ['name'])
  return (
    <Dialog title="Add a pool" onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Name"
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={fields['name'] ?? null}
        />
        <SelectField
          label="Strategy"
          hint={strategyWords(strategy)}
          value={strategy}
          onChange={(event) => {
            const picked = STRATEGIES.find((one) => one.name === event.target.value)
            if (picked !== undefined) setStrategy(picked.name)
          }}
        >
          {STRATEGIES.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </SelectField>
        <FormFoot error={rest} isBusy={add.isPending} submit="Add the pool" onCancel={onClose} />
      </form>
    </Dialog>
  )
}
