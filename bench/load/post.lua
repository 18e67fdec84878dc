-- 1 KB of JSON per request; method, path and headers come from the command line. Prints one line of JSON at the end.
local text = string.rep('lorem ipsum dolor sit amet ', 33)
wrk.method = 'POST'
wrk.body = '{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"' .. text .. '"}]}'

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"failed":%d,"status":%d,"p50us":%d,"p99us":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout, e.status,
    latency:percentile(50), latency:percentile(99)))
end
