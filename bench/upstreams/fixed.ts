import { runNginx } from '../contenders/nginx.ts'
import { freePort } from '../harness/ready.ts'
import { LOAD_CORE, type Stage } from '../harness/stage.ts'
import { messageAnswer } from './answer.ts'

/** A vendor that answers everything with one message, from an nginx of its own: nothing loads the second core less. Gives its port. */
export async function startFixedUpstream(stage: Stage): Promise<number> {
  const port = await freePort()
  const http = `
    server {
      listen 127.0.0.1:${port} backlog=4096;
      location / {
        add_header request-id req_bench0000000000000001;
        add_header anthropic-ratelimit-requests-limit 4000;
        add_header anthropic-ratelimit-requests-remaining 3999;
        add_header anthropic-ratelimit-requests-reset 2030-01-01T00:00:00Z;
        return 200 '${messageAnswer()}';
      }
    }`
  await runNginx(stage, { name: 'upstream', core: LOAD_CORE, port, http })
  return port
}
