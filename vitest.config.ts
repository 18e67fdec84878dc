import { defineConfig } from 'vitest/config'

const SLOW = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    reporters: ['default'],
    // Most tests wait for a server of their own more than they compute.
    maxWorkers: 3,
    // What is waited for comes at once on a machine with nothing else to do, and late on one that others load.
    expect: { poll: { timeout: 15_000, interval: 25 } },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,dashboard/src}/**/*.test.ts', 'test/simulation/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{conformance,node,contracts,e2e,fake-provider,harness}/**/*.test.ts'],
          globalSetup: ['test/harness/build-dashboard.ts', 'test/harness/build-server.ts'],
          ...SLOW,
        },
      },
      {
        test: {
          name: 'workerd',
          include: ['test/{conformance,worker}/**/*.test.ts', 'test/e2e/clients.test.ts'],
          env: { CONFORMANCE_RUNTIME: 'workerd' },
          globalSetup: ['test/harness/build-dashboard.ts', 'test/harness/build-worker.ts'],
          ...SLOW,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
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
