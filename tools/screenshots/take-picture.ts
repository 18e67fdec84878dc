import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import type { PageLook } from '../browser/page-look.ts'
import { toPageOptions } from '../browser/page-look.ts'
import { ROOT } from '../dashboard/dashboard-folders.ts'
import type { Indexed } from './palette-png.ts'
import { encodePng } from './palette-png.ts'

export const IMAGES = join(ROOT, 'docs/images')

/** What has come is drawn by then, and what is shown live has been told. */
const SETTLED_MS = 2_000
/** A picture that is larger does not belong into a checkout. */
const MOST_BYTES = 150_000

export interface Shot {
  readonly url: string
  /** Of the file, without its ending. */
  readonly name: string
  readonly look: PageLook
}

/** Takes one picture into docs/images. */
export async function takePicture(browser: Browser, { url, name, look }: Shot): Promise<void> {
  const context = await browser.newContext(toPageOptions(look))
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.getByLabel('Loading').first().waitFor({ state: 'hidden' })
  await pause(SETTLED_MS)
  const bytes = encodePng(await toIndexed(browser, await page.screenshot()))
  await context.close()
  const file = join(IMAGES, `${name}.png`)
  await writeFile(file, bytes)
  process.stdout.write(`${file} ${Math.round(bytes.length / 1000)} KB\n`)
  if (bytes.length > MOST_BYTES) throw new Error(`${file} has ${bytes.length} bytes, more than ${MOST_BYTES}`)
}

/**
 * The most frequent colours stay as they are, and those that would else be missed most, as a small dot's; any other becomes
 * the nearest of the 256, as the edges of letters do. The browser itself decodes the picture, in an empty page, whose policy allows it.
 */
async function toIndexed(browser: Browser, png: Buffer): Promise<Indexed> {
  const page = await browser.newPage()
  const { width, height, palette, pixels } = await page.evaluate<Record<'palette' | 'pixels', string> & Size>(
    `(${REDUCE})('data:image/png;base64,${png.toString('base64')}')`,
  )
  await page.close()
  return { width, height, palette: Buffer.from(palette, 'base64'), pixels: Buffer.from(pixels, 'base64') }
}

interface Size {
  readonly width: number
  readonly height: number
}

const REDUCE = `async (url) => {
  const image = new Image()
  image.src = url
  await image.decode()
  const { width, height } = image
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
  context.drawImage(image, 0, 0)
  const seen = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
  const counts = new Map()
  for (const color of seen) counts.set(color, (counts.get(color) ?? 0) + 1)
  const colors = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a))
  const split = (color) => [color & 255, (color >> 8) & 255, (color >> 16) & 255]
  const parts = []
  const nearest = new Map(colors.map((color) => [color, { place: 0, distance: Infinity }]))
  const keep = (color) => {
    const place = parts.push(split(color)) - 1
    for (const [other, found] of nearest) {
      const distance = split(other).reduce((sum, part, n) => sum + (part - parts[place][n]) ** 2, 0)
      if (distance < found.distance) nearest.set(other, { place, distance })
    }
  }
  const missed = (color) => nearest.get(color).distance * Math.sqrt(counts.get(color))
  for (const color of colors.slice(0, 160)) keep(color)
  while (parts.length < Math.min(256, colors.length)) keep(colors.reduce((a, b) => (missed(b) > missed(a) ? b : a)))
  const toBase64 = (bytes) => {
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return btoa(text)
  }
  return { width, height, palette: toBase64(parts.flat()), pixels: toBase64(Uint8Array.from(seen, (color) => nearest.get(color).place)) }
}`
