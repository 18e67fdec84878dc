import { Link } from 'wouter'
import { toQuery } from '../../api/ask.ts'

interface RequestsLinkProps {
  readonly by: 'account' | 'model'
  readonly name: string
}

/** A name that leads to its requests. */
export function RequestsLink({ by, name }: RequestsLinkProps) {
  return (
    <Link
      href={`/requests${toQuery({ [by]: name })}`}
      title={`Requests of ${name}`}
      className="underline-offset-2 hover:text-accent hover:underline"
    >
      {name}
    </Link>
  )
}
