import { Logo } from '../shell/logo.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** The gateway does not answer, or not this page: it says why. */
export function UnreachablePage({ why, onAgain }: { readonly why: Error; readonly onAgain: () => void }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 p-6">
      <h1 className="text-xl">
        <Logo />
      </h1>
      <Notice level="critical">{why.message}</Notice>
      <div>
        <Button look="primary" onClick={onAgain}>
          Try again
        </Button>
      </div>
    </main>
  )
}
