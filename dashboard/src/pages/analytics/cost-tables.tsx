import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { formatCompact, formatShare, formatUsd, UNKNOWN } from '../../format/numbers.ts'
import { formatDuration } from '../../format/times.ts'
import { Card } from '../../ui/card.tsx'
import { SortedTable, type SortedColumn } from '../../ui/sorted-table.tsx'
import { RequestsLink } from './requests-link.tsx'

type Sums = Pick<
  AnalyticsBody['totals'],
  'requests' | 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'cost' | 'duration'
>
type Model = AnalyticsBody['models'][number]
type Account = AnalyticsBody['accounts'][number]

function promptOf({ input, cacheRead, cacheWrite }: Sums): number {
  return input + cacheRead + cacheWrite
}

function cachedOf(sums: Sums): number | null {
  const prompt = promptOf(sums)
  return prompt === 0 ? null : sums.cacheRead / prompt
}

/** Tokens and cost are the same columns everywhere. */
const SUMS: readonly SortedColumn<Sums>[] = [
  { name: 'Requests', kind: 'number', value: (row) => row.requests, show: (row) => formatCompact(row.requests) },
  { name: 'Prompt', kind: 'number', value: promptOf, show: (row) => formatCompact(promptOf(row)) },
  { name: 'Cached', kind: 'number', value: cachedOf, show: (row) => formatShare(cachedOf(row)) },
  { name: 'Output', kind: 'number', value: (row) => row.output, show: (row) => formatCompact(row.output) },
  { name: 'p50', kind: 'number', value: (row) => row.duration.p50, show: (row) => formatDuration(row.duration.p50) },
  { name: 'Cost', kind: 'number', value: (row) => row.cost, show: (row) => formatUsd(row.cost) },
]

const MODELS: readonly SortedColumn<Model>[] = [
  {
    name: 'Model',
    kind: 'text',
    value: ({ model }) => model,
    show: ({ model }) =>
      model === null ? <span className="text-muted">no model</span> : <RequestsLink by="model" name={model} />,
  },
  { name: 'Vendor', kind: 'text', value: ({ provider }) => provider, show: ({ provider }) => provider ?? UNKNOWN },
  ...SUMS,
]

const ACCOUNTS: readonly SortedColumn<Account>[] = [
  {
    name: 'Account',
    kind: 'text',
    value: ({ name }) => name,
    show: ({ name }) => <RequestsLink by="account" name={name} />,
  },
  { name: 'Pool', kind: 'text', value: ({ pool }) => pool, show: ({ pool }) => pool },
  ...SUMS,
]

export function ByModel({ models }: Pick<AnalyticsBody, 'models'>) {
  return (
    <Card title="Tokens and cost by model" padding="flush">
      <SortedTable
        label="Tokens and cost by model"
        rows={models}
        keyOf={({ model, provider }) => `${model} ${provider}`}
        columns={MODELS}
        by="Cost"
      />
    </Card>
  )
}

export function ByAccount({ accounts }: Pick<AnalyticsBody, 'accounts'>) {
  return (
    <Card title="Tokens and cost by account" padding="flush">
      <SortedTable
        label="Tokens and cost by account"
        rows={accounts}
        keyOf={({ id }) => id}
        columns={ACCOUNTS}
        by="Cost"
      />
    </Card>
  )
}
