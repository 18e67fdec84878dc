/* A vendor sends the browser back in a page of its own, which hands the answer to the one where the sign-in was begun. */

const CHANNEL = 'claudeflare.sign-in'

/** Told of the address that the sign-in of that state came back to, until the function that is returned is called. */
export function expectRedirect(state: string, onAddress: (address: string) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' && URL.canParse(data) && new URL(data).searchParams.get('state') === state) {
      onAddress(data)
    }
  })
  return () => channel.close()
}

/** Hands on the address that the vendor sent the browser to. Only pages of this origin hear it. */
export function tellRedirect(address: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it is of this origin alone
  channel.postMessage(address)
  channel.close()
}
