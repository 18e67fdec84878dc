/**
 * Some systems name a language that is none (`en-US@posix`, from `LANG=C`), and what draws the charts throws on it as it
 * loads: English stands in.
 */
export function mendLanguage(): void {
  try {
    Intl.NumberFormat.supportedLocalesOf(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en', configurable: true })
  }
}
