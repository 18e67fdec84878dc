import { useConfig } from '../../api/queries.ts'
import { Switch } from '../../ui/switch.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { useSaveConfig } from './save-config.ts'
import { FixedBy } from './setting-form.tsx'

const KEY = 'load_balancer.enabled'

/** Whether pool `lb` serves: the one pool that can be off. */
export function ServesSwitch({ enabled }: { readonly enabled: boolean }) {
  const config = useConfig()
  const toasts = useToasts()
  const save = useSaveConfig()
  const fixedBy = config.data?.fixed[KEY]
  return (
    <Switch
      label="Serves"
      hint={
        fixedBy === undefined ? 'By its secret path, or with a client key that names it.' : <FixedBy what={fixedBy} />
      }
      checked={enabled}
      disabled={fixedBy !== undefined}
      onChange={(next) => void save({ [KEY]: next }).catch(toasts.failed)}
    />
  )
}
