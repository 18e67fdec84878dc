import { useSyncExternalStore } from 'react'

export type Chosen = 'system' | 'light' | 'dark'

interface Theme {
  readonly chosen: Chosen
  readonly shown: 'light' | 'dark'
}

const STORED_AS = 'claudeflare.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
let theme = look()

function look(): Theme {
  const given = document.documentElement.dataset['theme']
  if (given === 'light' || given === 'dark') return { chosen: given, shown: given }
  return { chosen: 'system', shown: dark.matches ? 'dark' : 'light' }
}

function onChange(): void {
  theme = look()
  for (const tell of listeners) tell()
}

dark.addEventListener('change', onChange)

export function chooseTheme(chosen: Chosen): void {
  if (chosen === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = chosen
  try {
    if (chosen === 'system') localStorage.removeItem(STORED_AS)
    else localStorage.setItem(STORED_AS, chosen)
  } catch {
    // Storage can be barred; it holds for this page then.
  }
  onChange()
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => theme,
  )
}

/** A colour of theme.css as a canvas takes it: `good-fill` → `rgb(46, 158, 94)`, in the theme that is shown. */
export function resolveColour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}
