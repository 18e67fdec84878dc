import { answerSite } from '../../admin/site-answer.ts'
import type { Site } from '../../admin/site-manifest.ts'
import { decodeSite, MANIFEST } from '../../admin/site-manifest.ts'
import type { MethodHead } from '../../gateway/method-head.ts'
import { toOwnMarks } from '../../gateway/answer-marks.ts'
import { createOwnId, toResponse } from './response.ts'

/** The dashboard of a Worker: its files are the platform's to keep, what is said with them is ours. */
export interface WorkerSite {
  /** The answer to a request for the dashboard; `null` where it is for something else, or there is no dashboard. */
  answer(head: MethodHead): Promise<Response | null>
}

/** Where the binding looks at the path alone. */
const ANYWHERE = 'https://assets.invalid'

/** `assets` is the binding of `wrangler.jsonc`; `undefined` where a Worker is deployed without. */
export function createWorkerSite(assets: Fetcher | undefined): WorkerSite {
  // What is kept is the answer and not the asking, which ends where whoever asked goes away.
  let known: Site | null = null

  async function fetchFile(path: string): Promise<Response | null> {
    const answer = await assets?.fetch(ANYWHERE + path)
    return answer?.status === 200 ? answer : null
  }

  async function load(): Promise<Site | null> {
    const manifest = await fetchFile(MANIFEST)
    return manifest === null ? null : decodeSite(await manifest.text())
  }

  return {
    async answer(head) {
      known ??= await load()
      const answer = known === null ? null : answerSite(known, head)
      if (answer === null) return null
      const file = answer.body === null ? null : await fetchFile(answer.body.path)
      if (answer.body !== null && file === null) {
        // It was built anew since its manifest was read.
        known = null
        return null
      }
      const headers = [...answer.headers, ...toOwnMarks(createOwnId())]
      return toResponse({ status: answer.status, statusText: '', headers, body: file?.body ?? null })
    },
  }
}
