import { buildDashboard } from './build-dashboard.ts'

// Whoever asks for it may be a test, which has another: React would be built for its own debugging.
process.env['NODE_ENV'] = 'production'
await buildDashboard()
