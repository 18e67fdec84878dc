import { ChevronDown } from 'lucide-react'
import { memo, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { SelectField } from '../../ui/field.tsx'
import { SuggestField } from '../../ui/suggest-field.tsx'
import {
  countFilters,
  isSpan,
  isStatus,
  NO_FILTER,
  type RequestFilter,
  SPANS,
  type Span,
  type Time,
} from './request-filter.ts'
import { MomentFields } from './moment-fields.tsx'
import { useSuggestions } from './use-suggestions.ts'

interface FilterBarProps {
  readonly filter: RequestFilter
  readonly onChange: (filter: RequestFilter) => void
}

const TEXTS = [
  ['status', 'Status', '200, failed…'],
  ['account', 'Account', 'any'],
  ['model', 'Model', 'any'],
  ['client', 'Client key', 'any'],
  ['pool', 'Pool', 'any'],
] as const

function checkStatus(text: string): string | null {
  return isStatus(text) ? null : 'A status such as 429, or ok, failed, cut, gone'
}

/** What is looked for. On a phone it folds away. It is not drawn anew with each request that comes in. */
export const FilterBar = memo(function FilterBar({ filter, onChange }: FilterBarProps) {
  const suggestions = useSuggestions()
  const count = countFilters(filter)
  const [unfolded, setUnfolded] = useState(false)
  return (
    <section aria-label="Filter" className="rounded-card border border-line bg-surface p-3 shadow-card sm:px-4">
      <div className="flex items-center gap-2 sm:hidden">
        <Button
          look="quiet"
          className="-m-1 grow justify-between"
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {count === 0 ? 'Filter' : `Filter (${count})`}
          <ChevronDown aria-hidden size={16} className={classNames('transition-transform', unfolded && 'rotate-180')} />
        </Button>
        {count > 0 && <Clear onClear={() => onChange(NO_FILTER)} />}
      </div>
      <div
        className={classNames(
          'grid grid-cols-2 items-start gap-x-3 gap-y-2.5 sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]',
          unfolded ? 'mt-3 sm:mt-0' : 'hidden sm:grid',
        )}
      >
        {TEXTS.map(([name, label, placeholder]) => (
          <SuggestField
            key={name}
            label={label}
            placeholder={placeholder}
            value={filter[name]}
            suggestions={suggestions[name]}
            {...(name === 'status' ? { check: checkStatus } : {})}
            onChoose={(value) => onChange({ ...filter, [name]: value })}
          />
        ))}
        <SelectField
          label="Time"
          value={toChoice(filter.time)}
          onChange={({ target }) => onChange({ ...filter, time: toTime(target.value) })}
        >
          <option value="any">Any time</option>
          {(Object.keys(SPANS) as Span[]).map((span) => (
            <option key={span} value={span}>
              {SPANS[span].name}
            </option>
          ))}
          <option value="between">From – to…</option>
        </SelectField>
        {filter.time.kind === 'between' && (
          <MomentFields time={filter.time} onChange={(time) => onChange({ ...filter, time })} />
        )}
        {count > 0 && (
          <div className="hidden self-end sm:block">
            <Clear onClear={() => onChange(NO_FILTER)} />
          </div>
        )}
      </div>
    </section>
  )
})

function Clear({ onClear }: { readonly onClear: () => void }) {
  return (
    <Button look="quiet" onClick={onClear}>
      Clear
    </Button>
  )
}

function toChoice(time: Time): string {
  return time.kind === 'last' ? time.span : time.kind
}

const HOUR_MS = 3_600_000

function toTime(choice: string): Time {
  if (isSpan(choice)) return { kind: 'last', span: choice }
  return choice === 'between' ? { kind: 'between', from: Date.now() - HOUR_MS, to: null } : { kind: 'any' }
}
