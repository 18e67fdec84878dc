import { ArrowLeft } from 'lucide-react'
import { Link, useParams } from 'wouter'
import { Page } from '../../ui/page.tsx'
import { RequestShown } from './request-shown.tsx'

export function RequestPage() {
  const { id } = useParams<{ id: string }>()
  return (
    <Page
      title="Request"
      tab={`Request ${id}`}
      aside={
        <Link href="/requests" className="inline-flex min-h-9 items-center gap-1.5 text-sm text-muted hover:text-ink">
          <ArrowLeft aria-hidden size={15} />
          All requests
        </Link>
      }
    >
      <div className="@container max-w-5xl space-y-5 rounded-card border border-line bg-surface p-4 shadow-card sm:p-6">
        <RequestShown id={id} />
      </div>
    </Page>
  )
}
