/** Ten keys, as the gateway has them too. */
export const PEER_KEYS: readonly string[] = Array.from(
  { length: 10 },
  (_, i) => `sk-ant-bench-key-${String(i + 1).padStart(12, '0')}`,
)
