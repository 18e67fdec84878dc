import { type KeyboardEvent, memo, useId, useState } from 'react'
import { TextField } from './field.tsx'

interface SuggestFieldProps {
  readonly label: string
  readonly value: string
  readonly suggestions: readonly string[]
  readonly placeholder?: string
  /** What is wrong with a text; `null` where nothing is. */
  readonly check?: (text: string) => string | null
  /** Called with what was chosen, or written and left or confirmed by Enter. */
  readonly onChoose: (value: string) => void
}

interface SuggestionsProps extends Pick<SuggestFieldProps, 'suggestions'> {
  readonly id: string
}

/** A text with suggestions of what is known; anything else can be written as well. */
export function SuggestField({ value, ...rest }: SuggestFieldProps) {
  // What is being written is forgotten when another value comes from outside.
  return <Written key={value} value={value} {...rest} />
}

function Written({ label, value, suggestions, placeholder, check, onChoose }: SuggestFieldProps) {
  const id = useId()
  const [text, setText] = useState(value)
  const wrong = text === '' ? null : (check?.(text.trim()) ?? null)
  function choose(chosen: string): void {
    const told = chosen.trim()
    if (told !== value && (told === '' || (check?.(told) ?? null) === null)) onChoose(told)
  }
  function onKeyDown({ key }: KeyboardEvent): void {
    if (key === 'Enter') choose(text)
    if (key === 'Escape') setText(value)
  }
  return (
    <>
      <TextField
        label={label}
        type="search"
        list={id}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={placeholder}
        error={text === value ? null : wrong}
        onChange={({ target }) => {
          setText(target.value)
          if (target.value === '' || suggestions.includes(target.value)) choose(target.value)
        }}
        onBlur={() => choose(text)}
        onKeyDown={onKeyDown}
      />
      <Suggestions id={id} suggestions={suggestions} />
    </>
  )
}

/** There may be a thousand. */
const Suggestions = memo(function Suggestions({ id, suggestions }: SuggestionsProps) {
  return (
    <datalist id={id}>
      {suggestions.map((one) => (
        <option key={one} value={one} />
      ))}
    </datalist>
  )
})
