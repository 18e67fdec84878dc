const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A share from 0 to 1 as a bar so many columns wide. */
export function toBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8)
  const whole = Math.floor(eighths / 8)
  const bar = '█'.repeat(whole) + (EIGHTHS[eighths % 8] ?? '')
  return bar + '·'.repeat(width - bar.length)
}

/** Values as a line of bars, the highest as tall as can be, at most so many columns wide; 0 is the lowest. */
export function toSparkline(values: readonly number[], width: number): string {
  const merged = mergeTo(values, width)
  const most = Math.max(0, ...merged)
  return merged
    .map((value) => (most === 0 ? LEVELS[0] : LEVELS[Math.ceil((value / most) * (LEVELS.length - 1))]))
    .join('')
}

/** Neighbours are added up where there are more values than columns. */
function mergeTo(values: readonly number[], width: number): readonly number[] {
  const each = Math.max(1, Math.ceil(values.length / width))
  const merged: number[] = []
  for (let i = 0; i < values.length; i += each) {
    merged.push(values.slice(i, i + each).reduce((sum, value) => sum + value, 0))
  }
  return merged
}
