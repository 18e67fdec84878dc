import { type ComponentType, lazy } from 'react'

/** A part of the dashboard did not come: the gateway is away, or has been upgraded and has other files now. */
export class PartMissing extends Error {}

/** What is fetched when it is first looked at. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(() =>
    load().then(
      (part) => ({ default: part }),
      (cause: unknown) => {
        throw new PartMissing('A part of this page could not be loaded.', { cause })
      },
    ),
  )
}
