/** The mark: a flame over a level line. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden>
        <rect width="32" height="32" rx="8" className="fill-accent-fill" />
        <path
          d="M16 5c1.2 4.6 6.9 6.9 6.9 13.1A6.9 6.9 0 0 1 16 25a6.9 6.9 0 0 1-6.9-6.9c0-2.9 1.4-4.7 2.9-6.3.4 1.9 1.3 2.9 2.3 3.4C14 12 14.5 8 16 5Z"
          className="fill-on-accent"
        />
        <path d="M7 28h18" strokeWidth="2" strokeLinecap="round" className="stroke-on-accent" />
      </svg>
      Claudeflare
    </span>
  )
}
