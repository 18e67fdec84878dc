import { rolldown } from 'rolldown'
import { BUNDLES } from '../../rolldown.worker.config.ts'

/** Makes the Worker's files in `dist/worker`. */
export async function bundleWorker(): Promise<void> {
  for (const { output, ...input } of BUNDLES) {
    await using made = await rolldown(input)
    await made.write(output)
  }
}
