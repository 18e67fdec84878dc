import { gatewayNow, useSaid } from '../api/clock.ts'
import { useConnection } from '../api/live.tsx'
import { formatMoment } from '../format/times.ts'
import { Notice } from '../ui/notice.tsx'

/** A gateway that is restarted is back by then, ms. */
const PATIENCE_MS = 3_000

/** That figures are old stands where they are looked at, once it is more than a moment. */
export function LostNotice() {
  const { lostSince } = useConnection()
  const since = useSaid((now) =>
    lostSince !== null && now - lostSince >= PATIENCE_MS ? formatMoment(lostSince, gatewayNow()) : '',
  )
  return (
    <div role="status" className="mx-auto w-full max-w-[88rem]">
      {since !== '' && (
        <div className="mb-5">
          <Notice level="warning">
            The gateway cannot be reached. What is shown is of <span className="figures">{since}</span>, and goes on by
            itself when it is back.
          </Notice>
        </div>
      )}
    </div>
  )
}
