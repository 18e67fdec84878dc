import type { Certificate } from './certificate.ts'
import { openStage } from './stage.ts'
import type { Stage, StagePlan } from './stage.ts'
import { openTemporaryFiles } from './temporary-files.ts'
import { openVendor } from './vendor.ts'
import type { OnCall, Vendor } from './vendor.ts'

export interface VendorPlan extends StagePlan {
  /** The vendor speaks TLS and shows this; the gateway trusts it. */
  readonly certificate?: Certificate
  /** What the gateway trusts instead. */
  readonly trusted?: Certificate
}

/** A gateway in front of a vendor that decides about every byte, in the place of the fake provider. */
export interface VendorStage extends Stage {
  readonly vendor: Vendor
}

export async function openVendorStage(onCall: OnCall, plan: VendorPlan = {}): Promise<VendorStage> {
  await using opened = new AsyncDisposableStack()
  const files = opened.use(await openTemporaryFiles())
  const vendor = opened.use(await openVendor(onCall, plan.certificate ?? null))
  const trusted = plan.trusted ?? plan.certificate
  const stage = opened.use(
    await openStage({
      ...plan,
      env: {
        UPSTREAM_ANTHROPIC_URL: vendor.url,
        UPSTREAM_GEMINI_URL: vendor.url,
        UPSTREAM_OPENAI_URL: vendor.url,
        ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: await files.write('trusted.pem', trusted.cert) }),
        ...plan.env,
      },
    }),
  )
  const all = opened.move()
  return { ...stage, vendor, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
