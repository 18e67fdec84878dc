/**
 * Runs while the page is seen, and for `hiddenForMs` after: browsers bound connections to one host, over all its tabs.
 * `begin` returns what ends it, as does this.
 */
export function whileVisible(begin: () => () => void, hiddenForMs: number): () => void {
  let end: (() => void) | null = begin()
  let hiding: ReturnType<typeof setTimeout> | undefined
  const onChange = (): void => {
    clearTimeout(hiding)
    if (document.visibilityState === 'visible') {
      end ??= begin()
      return
    }
    hiding = setTimeout(() => {
      end?.()
      end = null
    }, hiddenForMs)
  }
  document.addEventListener('visibilitychange', onChange)
  return () => {
    document.removeEventListener('visibilitychange', onChange)
    clearTimeout(hiding)
    end?.()
  }
}
