import { Check, Copy } from 'lucide-react'
import { Button } from './button.tsx'
import { useCopy } from './use-copy.ts'

/** A line for a shell, which is copied by one press. */
export function CopyLine({ label, text }: { readonly label: string; readonly text: string }) {
  const { copied, copy } = useCopy(text)
  return (
    <div className="flex items-start gap-1 rounded-lg border border-line bg-raised">
      <pre className="min-w-0 flex-1 px-3 py-2 font-mono text-xs/5 break-all whitespace-pre-wrap">{text}</pre>
      <Button look="quiet" size="small" aria-label={`Copy ${label}`} className="m-0.5" onClick={copy}>
        {copied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />}
        <span className="sr-only" aria-live="polite">
          {copied ? 'copied' : ''}
        </span>
      </Button>
    </div>
  )
}
