import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import type { PageLook } from '../browser/page-look.ts'
import { toPageOptions } from '../browser/page-look.ts'
import { ROOT } from '../dashboard/dashboard-folders.ts'

export const IMAGES = join(ROOT, 'docs/images')

/** What a page asks for has come by then, and what it draws is drawn. */
const SETTLED_MS = 2_000
/** A picture that is larger does not belong into a checkout. */
const MOST_BYTES = 150_000

export interface Shot {
  readonly url: string
  /** Of the file, without its ending. */
  readonly name: string
  readonly look: PageLook
}

/** Takes one picture into docs/images, as WebP without loss: a third smaller than as PNG. */
export async function takePicture(browser: Browser, { url, name, look }: Shot): Promise<void> {
  const context = await browser.newContext(toPageOptions(look))
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await pause(SETTLED_MS)
  const bytes = await toWebp(browser, await page.screenshot())
  await context.close()
  const file = join(IMAGES, `${name}.webp`)
  await writeFile(file, bytes)
  process.stdout.write(`${file} ${Math.round(bytes.length / 1000)} KB\n`)
  if (bytes.length > MOST_BYTES) throw new Error(`${file} has ${bytes.length} bytes, more than ${MOST_BYTES}`)
}

/** By the browser itself, in an empty page, whose policy allows it. A quality of 1 is without loss there. */
async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage()
  const url = await page.evaluate<string>(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${png.toString('base64')}'
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    canvas.getContext('2d').drawImage(image, 0, 0)
    return canvas.toDataURL('image/webp', 1)
  })()`)
  await page.close()
  const prefix = 'data:image/webp;base64,'
  if (!url.startsWith(prefix)) throw new Error('this browser writes no WebP')
  return Buffer.from(url.slice(prefix.length), 'base64')
}
