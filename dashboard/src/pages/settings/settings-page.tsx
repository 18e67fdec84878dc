import { Page } from '../../ui/page.tsx'
import { AuditSection } from './audit-section.tsx'
import { CALL_FIELDS, RETENTION_FIELDS } from './call-fields.ts'
import { ConfigSection } from './config-section.tsx'
import { ConnectSection } from './connect-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { PoolsSection } from './pools-section.tsx'
import { PricesSection } from './prices-section.tsx'
import { AlertsSection } from './alerts-section.tsx'

const SECTIONS = [
  { id: 'pools', name: 'Pools', Section: PoolsSection },
  { id: 'keys', name: 'Client keys', Section: KeysSection },
  { id: 'connect', name: 'Connect', Section: ConnectSection },
  { id: 'calls', name: 'Calls', Section: CallsSection },
  { id: 'prices', name: 'Prices', Section: PricesSection },
  { id: 'retention', name: 'Retention', Section: RetentionSection },
  { id: 'alerts', name: 'Alerts', Section: AlertsSection },
  { id: 'audit', name: 'Who changed what', Section: AuditSection },
] as const

export function SettingsPage() {
  return (
    <Page title="Settings" hint="Every change holds from the next request on, without a restart.">
      <div className="gap-8 xl:grid xl:grid-cols-[1fr_11rem]">
        <div className="min-w-0 space-y-5">
          {SECTIONS.map(({ id, Section }) => (
            <div key={id} id={id} className="scroll-mt-20 lg:scroll-mt-6">
              <Section />
            </div>
          ))}
        </div>
        <nav aria-label="Settings" className="sticky top-6 hidden h-fit text-sm xl:block">
          <ul className="space-y-1 border-l border-line">
            {SECTIONS.map(({ id, name }) => (
              <li key={id}>
                <a
                  href={`#${id}`}
                  className="block border-l-2 border-transparent py-0.5 pl-3 text-muted hover:border-accent hover:text-ink"
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </Page>
  )
}

function CallsSection() {
  return (
    <ConfigSection
      title="Calls"
      hint="How long vendors are waited for, and how often a call is tried."
      fields={CALL_FIELDS}
    />
  )
}

function RetentionSection() {
  return <ConfigSection title="Retention" hint="How long what happened is kept." fields={RETENTION_FIELDS} />
}
