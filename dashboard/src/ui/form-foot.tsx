import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

interface FormFootProps {
  /** What is wrong with the whole of it. */
  readonly error: string | null
  readonly isBusy: boolean
  /** What the button that sends it says. */
  readonly submit: string
  readonly look?: 'primary' | 'danger'
  readonly isReady?: boolean
  readonly onCancel: () => void
}

/** The end of a form in a dialog. */
export function FormFoot({ error, isBusy, submit, look = 'primary', isReady = true, onCancel }: FormFootProps) {
  return (
    <div className="space-y-3">
      <div role="alert">{error !== null && <Notice level="critical">{error}</Notice>}</div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look={look} disabled={isBusy || !isReady}>
          {submit}
        </Button>
      </div>
    </div>
  )
}
