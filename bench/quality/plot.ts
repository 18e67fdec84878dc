import type { Contender } from './contenders.ts'
import { CONTENDERS } from './contenders.ts'

/** A line of points `[load, value]`. */
interface Line {
  readonly contender: Contender
  readonly points: readonly (readonly [number, number])[]
}

export interface Panel {
  readonly title: string
  readonly lines: readonly Line[]
}

export interface Plot {
  readonly title: string
  /** What a value is, with its unit. */
  readonly axis: string
  readonly panels: readonly Panel[]
}

/** Told apart on light and dark paper, and by most who do not see every colour. */
const COLOURS: Readonly<Record<Contender, string>> = {
  'round-robin': '#0072b2',
  weighted: '#56b4e9',
  'time-window': '#cc79a7',
  'session-pool': '#e69f00',
  'session-conversation': '#009e73',
  headroom: '#d55e00',
  omniscient: '#888888',
}

const PANEL = { left: 56, top: 56, width: 300, height: 210, gap: 70 }
const LEGEND_HEIGHT = 50
const TICKS = 5

/** Panels side by side on one scale, as SVG that needs nothing else. */
export function toSvg({ title, axis, panels }: Plot): string {
  const width = PANEL.left + panels.length * (PANEL.width + PANEL.gap)
  const height = PANEL.top + PANEL.height + 46 + LEGEND_HEIGHT
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points))
  const most = roundUp(Math.max(...points.map(([, value]) => value)))
  const loads = [...new Set(points.map(([load]) => load))].sort((a, b) => a - b)
  const drawn = panels.map((panel, index) => {
    const x = PANEL.left + index * (PANEL.width + PANEL.gap)
    return `<g transform="translate(${x} ${PANEL.top})">${drawPanel(panel, { axis, most, loads })}</g>`
  })
  const legend = CONTENDERS.map((contender, index) => drawKey(contender, index)).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<style>
text { font: 12px system-ui, sans-serif; fill: #333 } .title { font-weight: 600; font-size: 14px }
.grid { stroke: #8884; stroke-width: 1 } .line { fill: none; stroke-width: 2 } .bound { stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
</style>
<text class="title" x="${PANEL.left}" y="20">${title}</text>
${drawn.join('\n')}
<g transform="translate(${PANEL.left} ${PANEL.top + PANEL.height + 60})">${legend}</g>
</svg>
`
}

interface Scale {
  readonly axis: string
  readonly most: number
  readonly loads: readonly number[]
}

function drawPanel({ title, lines }: Panel, { axis, most, loads }: Scale): string {
  const last = loads.at(-1) ?? 1
  const x = (load: number): string => ((load / last) * PANEL.width).toFixed(1)
  const y = (value: number): string => (PANEL.height * (1 - value / most)).toFixed(1)
  const grid = Array.from({ length: TICKS + 1 }, (_, tick) => {
    const value = (most * tick) / TICKS
    return `<path class="grid" d="M0 ${y(value)}H${PANEL.width}"/><text x="-8" y="${Number(y(value)) + 4}" text-anchor="end">${Number(value.toFixed(2))}</text>`
  })
  const feet = loads.map((load) => `<text x="${x(load)}" y="${PANEL.height + 18}" text-anchor="middle">${load}</text>`)
  const drawn = lines.map(({ contender, points }) => {
    const path = points.map(([load, value], index) => `${index === 0 ? 'M' : 'L'}${x(load)} ${y(value)}`).join('')
    const bound = contender === 'omniscient' ? ' bound' : ''
    const dots = points.map(([load, value]) => `<circle cx="${x(load)}" cy="${y(value)}" r="3"/>`).join('')
    return `<path class="line${bound}" stroke="${COLOURS[contender]}" d="${path}"/><g fill="${COLOURS[contender]}">${dots}</g>`
  })
  return [
    `<text x="0" y="-12">${title}: ${axis}</text>`,
    ...grid,
    ...feet,
    `<text x="${PANEL.width / 2}" y="${PANEL.height + 36}" text-anchor="middle">load</text>`,
    ...drawn,
  ].join('')
}

function drawKey(contender: Contender, index: number): string {
  const x = (index % 4) * 175
  const y = Math.floor(index / 4) * 20
  const bound = contender === 'omniscient' ? ' bound' : ''
  return `<g transform="translate(${x} ${y})"><path class="line${bound}" stroke="${COLOURS[contender]}" d="M0 -4H24"/><text x="30" y="0">${contender}</text></g>`
}

/** To 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value
}
