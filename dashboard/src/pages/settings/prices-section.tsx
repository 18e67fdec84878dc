import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { PricesBody } from '../../../../src/admin/price-contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { PriceDialog, type Editing } from './price-dialog.tsx'
import { toPriceRows } from './price-rows.ts'
import { PriceTable } from './price-table.tsx'

/** What models cost: what was set here holds over the list that comes with the gateway. */
export function PricesSection() {
  const [editing, setEditing] = useState<Editing | null>(null)
  const prices = useQuery({
    queryKey: CACHED.prices,
    queryFn: () => ask<PricesBody>('GET', '/api/prices'),
    staleTime: Infinity,
  })
  const add = (
    <Button size="small" onClick={() => setEditing({ pattern: '', price: null, isNew: true })}>
      <Plus aria-hidden size={15} /> Set a price
    </Button>
  )
  return (
    <Card
      title="Prices"
      hint="US dollars per million tokens. What is set here holds over the built-in list, from the next request on."
      aside={add}
      padding="flush"
    >
      <Loaded query={prices}>{(body) => <PriceTable rows={toPriceRows(body)} onEdit={setEditing} />}</Loaded>
      {editing !== null && <PriceDialog editing={editing} onClose={() => setEditing(null)} />}
    </Card>
  )
}
