import { useState } from 'react'

const SHOWN_FOR_MS = 2_000

/** Copies a text, and says for a moment that it has. */
export function useCopy(text: string): { readonly copied: boolean; readonly copy: () => void } {
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    await write(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_FOR_MS)
  }
  return { copied, copy: () => void copy() }
}

/** Over plain HTTP from another machine browsers have no clipboard for pages, but copy what is selected. */
async function write(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text)
  const pressed = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  // Beside what was pressed: nothing outside of a dialog can be selected while one is open.
  pressed?.parentElement?.append(area)
  area.select()
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else copies there
  document.execCommand('copy')
  area.remove()
  if (pressed instanceof HTMLElement) pressed.focus()
}
