import { describe, expect, it } from 'vitest'
import { parseFlags, SERVE_FLAGS } from './parse-flags.ts'

describe('the command line', () => {
  it('takes --name value, --name=value and words', () => {
    const parsed = parseFlags(['--port', '81', 'word', '--host=::1', '--demo', '--', '--other'], SERVE_FLAGS)
    expect(parsed).toEqual({
      ok: true,
      flags: new Map([
        ['port', '81'],
        ['host', '::1'],
        ['demo', ''],
      ]),
      words: ['word', '--other'],
    })
  })

  it.each([
    [['--prot', '81'], '--prot is not known here; is --port meant?'],
    [['-p', '81'], '-p is not known here'],
    [['--port'], '--port needs a value'],
    [['--port', '--demo'], '--port needs a value'],
    [['--port', '1', '--port=2'], '--port is given twice'],
    [['--demo=yes'], '--demo takes no value'],
  ])('refuses %j', (argv, why) => {
    const parsed = parseFlags(argv, SERVE_FLAGS)
    expect(parsed.ok ? 'taken' : parsed.why).toContain(why)
  })

  it('has a word of help for every flag, and none for a credential', () => {
    for (const flag of SERVE_FLAGS) expect(flag.help).not.toBe('')
    expect(SERVE_FLAGS.map((flag) => flag.name).join(' ')).not.toMatch(/api-key|admin-key|secret|uuid/)
  })
})
