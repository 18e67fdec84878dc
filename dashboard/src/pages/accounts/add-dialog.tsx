import { useId } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AddKey } from './add-key.tsx'
import { AddWorkload } from './add-workload.tsx'
import { SignIn } from './sign-in.tsx'

/** The ways to add an account, by their name in the address. */
export const WAYS = ['api_key', 'oauth', 'workload_identity'] as const
export type Way = (typeof WAYS)[number]

const TABS = [
  { id: 'api_key', name: 'API key' },
  { id: 'oauth', name: 'Sign-in' },
  { id: 'workload_identity', name: 'Workload identity' },
] as const

interface AddDialogProps {
  readonly way: Way
  readonly pool: string
  readonly onWay: (way: Way) => void
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

export function AddDialog({ way, pool, onWay, onClose, onAdded }: AddDialogProps) {
  const id = useId()
  const props = { pool, onClose, onAdded }
  return (
    <Dialog title="Add an account" onClose={onClose}>
      <Tabs
        label="What it is"
        id={id}
        tabs={TABS}
        chosen={way}
        onChoose={(chosen) => onWay(WAYS.find((known) => known === chosen) ?? 'api_key')}
      >
        <div className="pt-4">
          {way === 'api_key' && <AddKey {...props} />}
          {way === 'oauth' && <SignIn {...props} again={null} />}
          {way === 'workload_identity' && <AddWorkload {...props} />}
        </div>
      </Tabs>
    </Dialog>
  )
}
