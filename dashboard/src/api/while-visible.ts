/** How long a page that nobody sees goes on listening, ms: browsers bound connections to one host, over all its tabs. */
const HIDDEN_FOR_MS = 30_000

/** Begins something that ends when nobody sees the page any more, and begins anew when somebody does. */
export function whileVisible(begin: () => () => void): () => void {
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
    }, HIDDEN_FOR_MS)
  }
  document.addEventListener('visibilitychange', onChange)
  return () => {
    document.removeEventListener('visibilitychange', onChange)
    clearTimeout(hiding)
    end?.()
  }
}
