import { useMutation } from '@tanstack/react-query'
import { ask } from '../../api/ask.ts'
import { useConfig } from '../../api/queries.ts'
import { Button } from '../../ui/button.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { ALERT_FIELDS } from './call-fields.ts'
import { ConfigSection } from './config-section.tsx'

export function AlertsSection() {
  const config = useConfig()
  const toasts = useToasts()
  const url = config.data?.settings['alerts.webhook_url']
  const test = useMutation({
    mutationFn: () => ask<{ readonly detail: string }>('POST', '/api/alerts/test'),
    onSuccess: ({ detail }) => toasts.done(detail),
    onError: toasts.failed,
  })
  return (
    <ConfigSection
      title="Alerts"
      hint="Told once, in the log and to a webhook: sign-in needed, one account left or none, a budget, errors that double."
      fields={ALERT_FIELDS}
    >
      {typeof url === 'string' ? (
        <div className="flex flex-wrap items-center gap-3 text-sm">
          <span>
            Webhook <code className="font-mono text-xs">{url}</code>
          </span>
          <Button size="small" disabled={test.isPending} onClick={() => test.mutate()}>
            Send a test
          </Button>
        </div>
      ) : (
        <p className="text-sm text-muted">
          No webhook: set <code className="font-mono text-xs">ALERT_WEBHOOK_URL</code> where the gateway is started, or{' '}
          <code className="font-mono text-xs">alerts.webhook_url</code> in its config file.
        </p>
      )}
    </ConfigSection>
  )
}
