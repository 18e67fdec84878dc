import { Card } from '../../ui/card.tsx'
import { ConnectClients } from '../connect/connect-clients.tsx'

/** The lines that point a client here, for those who have long had their first call. */
export function ConnectSection() {
  return (
    <Card title="Connect" hint="What a client is told to find this gateway.">
      <ConnectClients />
    </Card>
  )
}
