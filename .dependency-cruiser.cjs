const { builtinModules } = require('node:module')

/** Who may import whom (docs/architecture.md). A room that is not in the table imports nothing but `model`. */
const rooms = {
  model: [],
  config: ['model'],
  balancer: ['model'],
  streams: ['model'],
  protocols: ['model', 'streams'],
  accounts: ['model'],
  gateway: ['model', 'balancer', 'protocols', 'streams', 'accounts'],
  telemetry: ['model', 'balancer'],
  stores: ['model'],
  admin: ['model', 'accounts', 'balancer', 'gateway', 'config', 'telemetry'],
  demo: ['model'],
  runtimes: [
    'model',
    'config',
    'balancer',
    'streams',
    'protocols',
    'accounts',
    'gateway',
    'telemetry',
    'stores',
    'admin',
    'demo',
  ],
  cli: ['model', 'config', 'accounts', 'streams', 'stores', 'runtimes', 'admin'],
}

const pure = ['model', 'config', 'balancer', 'streams', 'protocols', 'gateway', 'telemetry']

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${allowed.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|test|bench|tools)/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
    })),
    {
      name: 'the-dashboard-knows-the-contract-alone',
      comment: 'its types are those of the control API, and nothing of the gateway is bundled into it',
      severity: 'error',
      from: { path: '^dashboard/src/' },
      to: { path: '^(src|test|bench|tools)/', pathNot: '^src/admin/[a-z-]*contract\\.ts$' },
    },
    {
      name: 'pure-rooms-know-no-runtime',
      comment: 'these rooms run in a Worker too: nothing of node: in them',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'a-worker-reaches-nothing-of-node',
      comment: 'workerd has none of it, and what it emulates is not what a deployment should lean on',
      severity: 'error',
      from: { path: '^src/runtimes/worker/' },
      to: { path: `^(?:node:)?(?:${builtinModules.join('|')})$`, reachable: true },
    },
    {
      name: 'no-runtime-imports-another',
      severity: 'error',
      from: { path: '^src/runtimes/([^/]+)/' },
      to: { path: '^src/runtimes/([^/]+)/', pathNot: '^src/runtimes/$1/' },
    },
    {
      name: 'no-store-imports-another',
      severity: 'error',
      from: { path: '^src/stores/([^/]+)/' },
      to: { path: '^src/stores/([^/]+)/', pathNot: '^src/stores/$1/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shipped-code-uses-shipped-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
