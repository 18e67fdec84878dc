import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { SessionBody } from '../../../src/admin/contract.ts'
import { useOverview } from '../api/queries.ts'
import { classNames } from '../ui/class-names.ts'
import { ConnectionDot } from './connection-dot.tsx'
import { Logo } from './logo.tsx'
import { LostNotice } from './lost-notice.tsx'
import { PAGES } from './pages.ts'
import { SignOutButton } from './sign-out-button.tsx'
import { ThemeButton } from './theme-button.tsx'

interface ShellProps {
  readonly session: SessionBody
  readonly children: ReactNode
}

/** What stands around every page: names of pages at the left, at the foot of a phone. */
export function Shell({ session, children }: ShellProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_1fr]">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-accent-fill px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex items-center justify-between border-b border-line bg-canvas px-4 py-2.5 lg:h-dvh lg:flex-col lg:items-stretch lg:justify-start lg:border-r lg:border-b-0 lg:px-3 lg:py-4">
        <div className="lg:px-2 lg:pb-5">
          <Logo />
        </div>
        <PageLinks />
        <div className="flex items-center gap-1 lg:mt-auto lg:px-2">
          <ConnectionDot />
          <span className="grow" />
          <ThemeButton />
          {session.kind === 'session' && <SignOutButton name={session.name ?? 'admin'} />}
        </div>
        <Version />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 px-4 pt-5 pb-24 outline-none sm:px-6 lg:px-8 lg:pt-7 lg:pb-10"
      >
        <LostNotice />
        {children}
      </main>
    </div>
  )
}

function PageLinks() {
  const [location] = useLocation()
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] lg:static lg:border-0 lg:pb-0"
    >
      <ul className="flex justify-around lg:flex-col lg:gap-0.5">
        {PAGES.map(({ path, name, Icon }) => {
          const isHere = path === '/' ? location === '/' : location.startsWith(path)
          return (
            <li key={path} className="min-w-0 flex-1">
              <Link
                href={path}
                aria-current={isHere ? 'page' : undefined}
                className={classNames(
                  'flex flex-col items-center gap-1 rounded-lg px-1 py-2 text-2xs font-medium lg:flex-row lg:gap-2.5 lg:px-2.5 lg:text-sm',
                  isHere ? 'text-accent lg:bg-accent-soft' : 'text-muted hover:text-ink lg:hover:bg-raised',
                )}
              >
                <Icon aria-hidden size={18} strokeWidth={1.9} />
                <span className="truncate">{name}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function Version() {
  const overview = useOverview()
  return (
    <p className="hidden px-2 pt-2 text-2xs text-muted lg:block">
      {overview.data === undefined ? ' ' : `version ${overview.data.version}`}
    </p>
  )
}
