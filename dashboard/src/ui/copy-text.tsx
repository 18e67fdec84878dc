import { Check, Copy } from 'lucide-react'
import { useCopy } from './use-copy.ts'

/** A short text within a line, which is copied by one press. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const { copied, copy } = useCopy(text)
  return (
    <button
      type="button"
      aria-label={`Copy ${label} ${text}`}
      title={`Copy ${label}`}
      onClick={copy}
      className="inline-flex min-h-6 max-w-full items-center gap-1.5 rounded-md px-1 font-mono text-xs text-muted hover:bg-raised hover:text-ink"
    >
      <span className="truncate">{text}</span>
      {copied ? <Check aria-hidden size={13} className="text-good" /> : <Copy aria-hidden size={13} />}
      <span className="sr-only" aria-live="polite">
        {copied ? 'copied' : ''}
      </span>
    </button>
  )
}
