import { classNames } from '../../ui/class-names.ts'
import { SuggestField } from '../../ui/suggest-field.tsx'
import { useAccountNames, usePoolNames } from '../../api/queries.ts'
import { type AnalyticsAsked, RANGES, type Range } from './analytics-address.ts'

interface AnalyticsFiltersProps {
  readonly asked: AnalyticsAsked
  /** Models that are known. */
  readonly models: readonly string[]
  readonly onChange: (asked: AnalyticsAsked) => void
}

export function RangePicker({ asked, onChange }: Omit<AnalyticsFiltersProps, 'models'>) {
  return (
    <fieldset className="flex rounded-lg border border-line bg-surface p-0.5 shadow-card">
      <legend className="sr-only">Time range</legend>
      {(Object.keys(RANGES) as Range[]).map((range) => (
        <label
          key={range}
          title={`The last ${RANGES[range]}`}
          className={classNames(
            'inline-flex min-h-8 cursor-pointer items-center rounded-md px-3 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-9',
            range === asked.range ? 'bg-accent-soft text-accent' : 'text-muted hover:text-ink',
          )}
        >
          <input
            type="radio"
            name="range"
            value={range}
            checked={range === asked.range}
            onChange={() => onChange({ ...asked, range })}
            className="sr-only"
          />
          {range}
        </label>
      ))}
    </fieldset>
  )
}

export function AnalyticsFilters({ asked, models, onChange }: AnalyticsFiltersProps) {
  const suggestions = { pool: usePoolNames(), account: useAccountNames(), model: models }
  return (
    <section
      aria-label="Filter"
      className="grid gap-x-3 gap-y-2.5 rounded-card border border-line bg-surface p-3 shadow-card sm:grid-cols-3 sm:px-4"
    >
      {(['pool', 'account', 'model'] as const).map((name) => (
        <SuggestField
          key={name}
          label={{ pool: 'Pool', account: 'Account', model: 'Model' }[name]}
          placeholder="any"
          value={asked[name]}
          suggestions={suggestions[name]}
          onChoose={(value) => onChange({ ...asked, [name]: value })}
        />
      ))}
    </section>
  )
}
