import type { Bench, Figure } from '../figure.ts'
export function measureChoice(_bench: Bench): Promise<Figure[]> {
  return Promise.resolve([])
}
export function measureMeter(_bench: Bench): Promise<Figure[]> {
  return Promise.resolve([])
}
export function measureLedger(_bench: Bench): Promise<Figure[]> {
  return Promise.resolve([])
}
