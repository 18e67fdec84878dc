import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'

interface NotConfiguredProps {
  /** What to put into the config file. */
  readonly config: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What has to stand in the config file before something can be done here. */
export function NotConfigured({ config, onClose, children }: NotConfiguredProps) {
  return (
    <div className="space-y-3 text-sm">
      <p>{children}</p>
      <CopyLine label="what to put into the config file" text={config} />
      <p className="text-muted">
        The page “Accounts” of the documentation has what each of it means. The file is read again at SIGHUP, or when
        the gateway starts.
      </p>
      <div className="flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </div>
  )
}
