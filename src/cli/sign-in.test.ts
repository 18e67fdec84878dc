import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { answering, record } from './recorded-terminal.ts'

const TOKEN = 'canary-access-token-0123456789'
const REFRESH = 'canary-refresh-token-0123456789'
const CODE = 'canary-code-0123456789'

/** A vendor that gives tokens for one code, to whoever brings the verifier of the challenge that it was asked with. */
async function startVendor() {
  let challenge = ''
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      const form = new URLSearchParams(body)
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      const isSound = form.get('code') === CODE && proof === challenge
      response.writeHead(isSound ? 200 : 400, { 'content-type': 'application/json' })
      const tokens = { access_token: TOKEN, refresh_token: REFRESH, token_type: 'Bearer', expires_in: 3600 }
      response.end(JSON.stringify(isSound ? tokens : { error: 'invalid_grant' }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    url,
    /** What the vendor sends a browser to that was shown this address. */
    toRedirect(authorizeUrl: string, change: Readonly<Record<string, string>> = {}): string {
      const asked = new URL(authorizeUrl).searchParams
      challenge = asked.get('code_challenge') ?? ''
      const answer = new URLSearchParams({ code: CODE, state: asked.get('state') ?? '', ...change })
      return `${asked.get('redirect_uri')}?${answer.toString()}`
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A control API that answers each `METHOD path` as it is told. */
async function startApi(answers: Readonly<Record<string, unknown>>) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`
    seen.push(line)
    response.writeHead(line in answers ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers[line] ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    seen,
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function configure(home: string, url: string, redirectUri?: string): void {
  const oauth = {
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    client_id: 'our-client',
    ...(redirectUri === undefined ? {} : { redirect_uri: redirectUri }),
  }
  writeFileSync(join(home, 'config.json'), JSON.stringify({ providers: { anthropic: { oauth } } }))
}

const ADD = ['accounts', 'add', 'me', '--sign-in', '--provider', 'anthropic']

/** Does something with the address that a person is told to open. */
function onAddress(use: (authorizeUrl: string) => void) {
  return (line: string) => {
    if (line.startsWith('http') && line.includes('/authorize?')) use(line)
  }
}

describe('a sign-in', () => {
  it('adds an account: the browser comes back to a port of this machine', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url)
    const env = { CLAUDEFLARE_HOME: folder.path }
    const page = Promise.withResolvers<Response>()
    const onLine = onAddress((url) => {
      const redirect = vendor.toRedirect(url)
      expect(redirect).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/)
      page.resolve(fetch(redirect))
    })
    const { status, out, err } = await record([...ADD, '--weight', '2'], env, { onLine })
    expect({ status, out }).toEqual({
      status: 0,
      out: 'me has signed in: pool accounts, provider anthropic, an OAuth account',
    })
    const shown = await page.promise
    expect(await shown.text()).toBe('You have signed in. This page can be closed.\n')
    expect(shown.headers.get('content-security-policy')).toBe("default-src 'none'")
    for (const secret of [TOKEN, REFRESH, CODE]) expect(`${out}${err}`).not.toContain(secret)
    const listed = JSON.parse((await record(['accounts', '--json'], env)).out)
    expect(listed.items).toMatchObject([{ name: 'me', kind: 'oauth', weight: 2, state: 'serving' }])
  })

  it('again leaves the account what it was', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url)
    const env = { CLAUDEFLARE_HOME: folder.path }
    const onLine = onAddress((url) => void fetch(vendor.toRedirect(url)))
    const added = JSON.parse((await record([...ADD, '--json'], env, { onLine })).out)
    const again = JSON.parse((await record(['accounts', 'sign-in', 'me', '--json'], env, { onLine })).out)
    expect(again).toMatchObject({ id: added.id, name: 'me' })
  })

  it('turns away whatever brings another state, or nothing', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url)
    const statuses: number[] = []
    const onLine = onAddress((url) => {
      const right = vendor.toRedirect(url)
      const wrong = [vendor.toRedirect(url, { state: 'another' }), new URL('/callback', right), new URL('/', right)]
      void Promise.all(wrong.map((address) => fetch(address)))
        .then((answers) => statuses.push(...answers.map((answer) => answer.status)))
        .then(() => fetch(right))
    })
    expect((await record(ADD, { CLAUDEFLARE_HOME: folder.path }, { onLine })).status).toBe(0)
    expect(statuses).toEqual([400, 404, 404])
  })

  it('that the vendor refuses is told in the browser and here', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url)
    const page = Promise.withResolvers<string>()
    const onLine = onAddress((url) => {
      const asked = new URL(vendor.toRedirect(url))
      asked.searchParams.delete('code')
      asked.searchParams.set('error', 'access_denied')
      page.resolve(fetch(asked).then((answer) => answer.text()))
    })
    const { status, err } = await record(ADD, { CLAUDEFLARE_HOME: folder.path }, { onLine })
    expect(status).toBe(1)
    expect(err).toContain('access_denied')
    expect(await page.promise).toContain('access_denied')
  })

  it('in a browser of another machine is finished by pasting the address', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url, 'https://elsewhere.example/back')
    let authorizeUrl = ''
    const onLine = onAddress((url) => (authorizeUrl = url))
    const { prompts } = answering()
    const asking = {
      ...prompts,
      text: async ({ check }: { check?: (text: string) => string | null }) => {
        const redirect = vendor.toRedirect(authorizeUrl)
        expect(redirect).toMatch(/^https:\/\/elsewhere\.example\/back\?/)
        expect(check?.('https://elsewhere.example/back')).toContain('with code= in it')
        expect(check?.(vendor.toRedirect(authorizeUrl, { state: 'x' }))).toContain('another sign-in')
        expect(check?.(redirect)).toBe(null)
        return redirect
      },
    }
    const { status, out } = await record(ADD, { CLAUDEFLARE_HOME: folder.path }, { onLine, prompts: asking })
    expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining('me has signed in') })
  })

  it('at a terminal takes its question back when the browser has answered', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url)
    const onLine = onAddress((url) => void fetch(vendor.toRedirect(url)))
    const person = answering()
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect((await record(ADD, env, { ...person, onLine })).status).toBe(0)
    expect(person.asked).toEqual([expect.stringContaining('Or paste the address')])
  })

  it('goes to the address of the config file, where that is of this machine', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url, 'http://localhost/signed-in')
    const redirects: string[] = []
    const onLine = onAddress((url) => {
      redirects.push(vendor.toRedirect(url))
      void fetch(vendor.toRedirect(url))
    })
    expect((await record(ADD, { CLAUDEFLARE_HOME: folder.path }, { onLine })).status).toBe(0)
    expect(redirects[0]).toMatch(/^http:\/\/localhost:\d+\/signed-in\?/)
  })

  it('needs a terminal where the vendor sends back to another machine', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url, 'https://elsewhere.example/back')
    const { status, err } = await record(ADD, { CLAUDEFLARE_HOME: folder.path })
    expect(status).toBe(2)
    expect(err).toContain('sign in from a terminal')
  })

  it('opens the browser where that is asked for, and says where it cannot', async () => {
    using folder = temporaryFolder()
    await using vendor = await startVendor()
    configure(folder.path, vendor.url)
    const browse = async (url: string) => {
      void fetch(vendor.toRedirect(url))
      return false
    }
    const { status, err } = await record([...ADD, '--open'], { CLAUDEFLARE_HOME: folder.path }, { browse })
    expect(status).toBe(0)
    expect(err).toContain('open the address by hand')
  })

  it('at a vendor without a client says what is missing', async () => {
    using folder = temporaryFolder()
    const { status, err } = await record(ADD, { CLAUDEFLARE_HOME: folder.path })
    expect(status).toBe(1)
    expect(err).toContain('has no OAuth client')
  })

  it('that nobody finishes ends with its time, and changes nothing', async () => {
    await using server = await startApi({
      'GET /api/providers': { items: [{ name: 'anthropic', oauth: true, redirect_uri: null }], next: null },
      'POST /api/sign-ins': {
        id: 'ticket',
        authorize_url: 'https://vendor.example/authorize?state=s',
        // It has been too late for long.
        expires_at: 1,
      },
    })
    const person = answering()
    for (const somebody of [{}, person]) {
      const { status, err } = await record([...ADD, '--url', server.url], {}, somebody)
      expect(status).toBe(1)
      expect(err).toContain('nobody signed in')
    }
    expect(server.seen.filter((line) => line.includes('complete'))).toEqual([])
  })
})
