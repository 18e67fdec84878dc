import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'

const SHOWN_FOR_MS = 2_000

/** A line for a shell, which is copied by one press. */
export function CopyLine({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_FOR_MS)
  }
  return (
    <div className="flex items-start gap-1 rounded-lg border border-line bg-raised">
      <pre className="min-w-0 flex-1 px-3 py-2 font-mono text-xs/5 break-all whitespace-pre-wrap">{text}</pre>
      <Button look="quiet" size="small" aria-label={`Copy ${label}`} className="m-0.5" onClick={() => void copy()}>
        {copied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />}
        <span className="sr-only" aria-live="polite">
          {copied ? 'copied' : ''}
        </span>
      </Button>
    </div>
  )
}
