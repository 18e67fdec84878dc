import { bundleWorker } from '../../tools/worker-dev/bundle.ts'

/** Before the first test of a Worker. */
export async function setup(): Promise<void> {
  await bundleWorker()
}
