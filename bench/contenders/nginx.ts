import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, waitForPort } from '../harness/ready.ts'
import { PROXY_CORE, type Running, type Stage } from '../harness/stage.ts'
import { CALLER_HEADERS, type Contender, MESSAGES_PATH } from './contender.ts'

export interface NginxSetup {
  readonly name: string
  readonly core: number
  readonly port: number
  /** What stands inside `http { … }`. */
  readonly http: string
}

/** nginx as a plain reverse proxy: one worker, connections to the upstream kept, nothing buffered, no access log. */
export async function startNginx(stage: Stage, upstreamPort: number): Promise<Contender> {
  const port = await freePort()
  const http = `
    upstream vendor { server 127.0.0.1:${upstreamPort}; keepalive 1024; keepalive_requests 1000000; }
    server {
      listen 127.0.0.1:${port} backlog=4096;
      location / {
        proxy_pass http://vendor;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_buffering off;
        proxy_read_timeout 600s;
      }
    }`
  const process = await runNginx(stage, { name: 'nginx', core: PROXY_CORE, port, http })
  return { name: 'nginx', port, path: MESSAGES_PATH, headers: CALLER_HEADERS, process }
}

export async function runNginx(stage: Stage, setup: NginxSetup): Promise<Running> {
  const folder = stage.folder
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((each) => `${each}_temp_path ${folder}/${setup.name}-${each};`)
    .join(' ')
  const config = `
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${folder}/${setup.name}.pid;
error_log stderr warn;
events { worker_connections 16384; multi_accept on; }
http {
  access_log off;
  ${scratch}
  default_type application/json;
  keepalive_timeout 600s;
  keepalive_requests 10000000;
  client_body_buffer_size 64k;
  ${setup.http}
}
`
  const file = join(folder, `${setup.name}.conf`)
  writeFileSync(file, config)
  const args = ['-c', file, '-p', folder, '-e', 'stderr']
  const running = stage.start({ name: setup.name, file: 'nginx', args, core: setup.core })
  await waitForPort(running, setup.port)
  return running
}
