import { anyBody, healthBody, listOf, statsBody } from './contract.ts'
import { EVENTS, eventsQuery } from './events-contract.ts'
import { attentionRow, overviewBody } from './overview-contract.ts'
import { analyticsBody, analyticsQuery } from './analytics-contract.ts'
import { requestDetail, requestPage, requestsQuery } from './request-contract.ts'
import type { Operation } from './operation.ts'
import { auditQuery, auditRow } from './audit-contract.ts'
import { pricesBody } from './price-contract.ts'
import { alertTest } from './alert-contract.ts'

/** What is looked at, and what is kept of it. */
export const WATCHING_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/health',
    summary: 'Whether some account can serve',
    status: 200,
    answer: healthBody,
    also: { 503: { summary: 'None can, or the server shuts down', answer: healthBody } },
  },
  { method: 'get', path: '/health/live', summary: 'Whether the server runs', status: 200, answer: healthBody },
  {
    method: 'get',
    path: '/api/prices',
    summary: 'What models cost, and who says so',
    status: 200,
    answer: pricesBody,
  },
  {
    method: 'get',
    path: '/api/alerts',
    summary: 'What a person should look at now, the most pressing first',
    status: 200,
    answer: listOf(attentionRow),
  },
  {
    method: 'post',
    path: '/api/alerts/test',
    action: 'alerts.test',
    target: 'alerts',
    summary: 'Sends a test message to the webhook of alerts, and tells what came back',
    body: anyBody,
    status: 200,
    answer: alertTest,
  },
  { method: 'get', path: '/api/stats', summary: 'What accounts and pools have done', status: 200, answer: statsBody },
  {
    method: 'get',
    path: '/api/requests',
    summary: 'Requests, newest first',
    query: requestsQuery,
    status: 200,
    answer: requestPage,
  },
  {
    method: 'get',
    path: '/api/overview',
    summary: 'What is so right now, and since midnight',
    status: 200,
    answer: overviewBody,
  },
  {
    method: 'get',
    path: '/api/events',
    summary: 'What happens, as it happens: server-sent events',
    query: eventsQuery,
    status: 200,
    events: EVENTS,
  },
  { method: 'get', path: '/api/requests/:id', summary: 'One, with its trace', status: 200, answer: requestDetail },
  {
    method: 'get',
    path: '/api/analytics',
    summary: 'What happened over a stretch of time: volume, latency, tokens, cost, limits and sessions',
    query: analyticsQuery,
    status: 200,
    answer: analyticsBody,
  },
  {
    method: 'get',
    path: '/api/audit',
    summary: 'Who changed what, newest first',
    query: auditQuery,
    status: 200,
    answer: listOf(auditRow),
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus; OpenMetrics where accept asks for it. A client key of scope metrics is enough',
    status: 200,
    mediaTypes: ['text/plain', 'application/openmetrics-text'],
  },
]
