import packed from '@sparticuz/chromium'
import type { LaunchOptions } from 'playwright-core'

/**
 * How Chromium is started: the machine's own where `CHROMIUM_PATH` names it, else the one that came by npm, unpacked once.
 * Of the arguments that the latter comes with, those are left out that switch off what is tested here: the browser's own
 * rules about other sites.
 */
export async function toLaunchOptions(): Promise<LaunchOptions> {
  const own = process.env['CHROMIUM_PATH']
  if (own !== undefined && own !== '') return { executablePath: own, headless: true }
  const args = ['--no-zygote', '--disable-gpu', '--font-render-hinting=none']
  return { executablePath: await packed.executablePath(), args, headless: true }
}
