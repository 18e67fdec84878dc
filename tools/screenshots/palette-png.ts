import { crc32, deflateSync } from 'node:zlib'

/** A picture of at most 256 colours: a third of the size of one in true colour, which for a page of text looks the same. */
export interface Indexed {
  readonly width: number
  readonly height: number
  /** Three bytes for each colour: red, green, blue. */
  readonly palette: Uint8Array
  /** One byte for each pixel, row by row from the top: its colour's place in the palette. */
  readonly pixels: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Colour type 3 of the PNG specification (section 11.2.1). */
const INDEXED = 3

export function encodePng({ width, height, palette, pixels }: Indexed): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, INDEXED, 0, 0, 0], 8)
  // Each row is preceded by its filter, which for a palette is best none.
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const body = deflateSync(rows, { level: 9, memLevel: 9 })
  return Buffer.concat([
    SIGNATURE,
    toChunk('IHDR', head),
    toChunk('PLTE', palette),
    toChunk('IDAT', body),
    toChunk('IEND', new Uint8Array()),
  ])
}

function toChunk(type: string, body: Uint8Array): Buffer {
  const chunk = Buffer.alloc(body.length + 12)
  chunk.writeUInt32BE(body.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(body, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, body.length + 8)), body.length + 8)
  return chunk
}
