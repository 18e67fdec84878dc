import { defineConfig } from 'vitest/config'
import { COMPILE_CACHE } from './test/harness/compile-cache.ts'

/** How long is waited for what has to come, on a machine that others load, too: what never comes fails all the same. */
const SLOW = { testTimeout: 120_000, hookTimeout: 120_000 }
const CACHED = { NODE_COMPILE_CACHE: COMPILE_CACHE }

export default defineConfig({
  test: {
    reporters: ['default'],
    // Most tests wait for a server of their own more than they compute.
    maxWorkers: 3,
    // Vitest's own second is soon over on a machine that others load.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,dashboard/src}/**/*.test.ts', 'test/simulation/**/*.test.ts'],
          env: CACHED,
          // Some start threads and databases of their own.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{conformance,node,contracts,e2e,fake-provider,harness}/**/*.test.ts'],
          env: CACHED,
          globalSetup: ['test/harness/build-dashboard.ts', 'test/harness/build-server.ts'],
          ...SLOW,
        },
      },
      {
        test: {
          name: 'workerd',
          include: ['test/{conformance,worker}/**/*.test.ts', 'test/e2e/clients.test.ts'],
          env: { ...CACHED, CONFORMANCE_RUNTIME: 'workerd' },
          globalSetup: ['test/harness/build-dashboard.ts', 'test/harness/build-worker.ts'],
          ...SLOW,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env: CACHED,
          globalSetup: [
            'test/harness/build-dashboard.ts',
            'test/harness/build-server.ts',
            'test/harness/launch-chromium.ts',
          ],
          ...SLOW,
        },
      },
    ],
  },
})
