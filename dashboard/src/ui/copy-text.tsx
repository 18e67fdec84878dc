import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

const SHOWN_FOR_MS = 2_000

/** A short text within a line, which is copied by one press. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_FOR_MS)
  }
  return (
    <button
      type="button"
      aria-label={`Copy ${label} ${text}`}
      title={`Copy ${label}`}
      onClick={() => void copy()}
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
