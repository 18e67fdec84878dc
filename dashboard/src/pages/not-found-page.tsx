import { Link } from 'wouter'
import { Page } from '../ui/page.tsx'

export function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <p>
        There is no page at this address.{' '}
        <Link href="/" className="text-accent underline">
          Go to the overview
        </Link>
        .
      </p>
    </Page>
  )
}
