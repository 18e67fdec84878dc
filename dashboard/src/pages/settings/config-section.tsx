import type { ReactNode } from 'react'
import { useConfig } from '../../api/queries.ts'
import { Card } from '../../ui/card.tsx'
import { Loaded } from '../../ui/loading.tsx'
import type { SettingField } from './draft.ts'
import { useSaveConfig } from './save-config.ts'
import { SettingForm } from './setting-form.tsx'

interface ConfigSectionProps {
  readonly title: string
  readonly hint: string
  readonly fields: readonly SettingField[]
  readonly children?: ReactNode
}

/** Some settings of the gateway. */
export function ConfigSection({ title, hint, fields, children }: ConfigSectionProps) {
  const config = useConfig()
  const save = useSaveConfig()
  return (
    <Card title={title} hint={hint}>
      <Loaded query={config}>
        {({ settings, fixed }) => (
          <SettingForm name={title} fields={fields} values={settings} fixed={fixed} save={save}>
            {children}
          </SettingForm>
        )}
      </Loaded>
    </Card>
  )
}
