import { Monitor, Moon, Sun } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { type Chosen, chooseTheme, useTheme } from './theme.ts'

const NEXT: Readonly<Record<Chosen, Chosen>> = { system: 'light', light: 'dark', dark: 'system' }
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const

export function ThemeButton() {
  const { chosen } = useTheme()
  const Icon = ICONS[chosen]
  const label = `Theme: ${chosen}. Change to ${NEXT[chosen]}`
  return (
    <Button look="quiet" size="small" aria-label={label} title={label} onClick={() => chooseTheme(NEXT[chosen])}>
      <Icon aria-hidden size={16} />
    </Button>
  )
}
