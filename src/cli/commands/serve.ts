import { parseFlags, SERVE_FLAGS } from '../../config/parse-flags.ts'
import { type Command, refuseUsage } from '../command.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'runs the gateway; this is what claudeflare alone does',
  usage: ['[serve]'],
  flags: SERVE_FLAGS,
  async run({ argv, terminal }) {
    const parsed = parseFlags(argv, SERVE_FLAGS)
    if (!parsed.ok) return refuseUsage(terminal, 'serve', parsed.why)
    if (parsed.words.length > 0) return refuseUsage(terminal, 'serve', `${parsed.words[0]} is not known`)
    // Other commands start faster without the server's modules.
    const runtime = await import('../../runtimes/node/serve.ts')
    return runtime.serve(argv)
  },
}
