const MULTIPLIERS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const

/**
 * 128 bits of a text as 32 hex digits, without any runtime's library. Good enough to tell texts apart, not to
 * withstand someone who wants two to be one.
 */
export function hashText(text: string): string {
  return MULTIPLIERS.map((multiplier, lane) =>
    hashLane(text, { multiplier, seed: lane + 1 })
      .toString(16)
      .padStart(8, '0'),
  ).join('')
}

function hashLane(text: string, { multiplier, seed }: { readonly multiplier: number; readonly seed: number }): number {
  let hash = Math.imul(seed, multiplier) ^ text.length
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), multiplier)
    hash = (hash << 13) | (hash >>> 19)
  }
  hash = Math.imul(hash ^ (hash >>> 15), MULTIPLIERS[1])
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIERS[2])
  return (hash ^ (hash >>> 16)) >>> 0
}
