import type { PoolView } from '../balancer/view.ts'
import type { Account } from '../model/account.ts'
import { BALANCED_POOL } from '../model/pool.ts'
import { maskSecret } from '../model/secret.ts'
import type { Settings } from '../model/settings.ts'

const MINUTE_MS = 60_000

/** `…/load-balancer/status` (contract §7). */
export function toLoadBalancerStatus(settings: Settings, view: PoolView) {
  const keys = keysOf(settings)
  return {
    loadBalancer: {
      enabled: settings.loadBalancer.enabled,
      activeKeys: view.activeKeys,
      totalKeys: view.totalKeys,
      strategy: view.policy.strategy,
      stats: {
        totalRequests: view.totalRequests,
        successfulRequests: view.successfulRequests,
        failedRequests: view.failedRequests,
        lastUsed: view.lastUsed,
        apiKeyStats: Object.fromEntries(
          view.accounts.map((account) => [
            account.name,
            {
              requests: account.requests,
              failures: account.failures,
              lastUsed: account.lastUsed,
              maskedKey: maskedKeyOf(keys.get(account.id)),
              provider: account.provider,
              weight: account.weight,
              state: account.state,
              reason: account.reason,
              until: account.until,
            },
          ]),
        ),
      },
    },
  }
}

/** `…/load-balancer/config`. Window in minutes, session in ms. */
export function toLoadBalancerConfig(settings: Settings, view: PoolView) {
  return {
    loadBalancer: {
      enabled: settings.loadBalancer.enabled,
      strategy: view.policy.strategy,
      windowSize: view.policy.windowMs / MINUTE_MS,
      sessionDurationMs: view.policy.sessionMs,
      totalKeys: view.totalKeys,
      apiKeys: [...keysOf(settings).values()].map((account) => ({
        name: account.name,
        provider: account.provider,
        weight: account.weight,
        priority: account.priority,
        models: account.models,
        maskedKey: maskedKeyOf(account),
      })),
    },
  }
}

function keysOf(settings: Settings): ReadonlyMap<string, Account> {
  return new Map(
    settings.accounts.filter((account) => account.pool === BALANCED_POOL).map((account) => [account.id, account]),
  )
}

function maskedKeyOf(account: Account | undefined): string {
  return maskSecret(account?.credential?.reveal() ?? '')
}
