import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../model/secret.ts'
import { createVault, openVault } from './vault.ts'

const SECRET = new Secret('correct horse battery staple')
const PLACE = { table: 'accounts', row: 'acct_1' }

describe('the vault', () => {
  it('gives back what was sealed, whatever it was', async () => {
    const vault = await createVault(SECRET)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await vault.open(await vault.seal(text, PLACE), PLACE)).toBe(text)
      }),
    )
  })

  it('never seals a text twice alike, and shows nothing of it', async () => {
    const vault = await createVault(SECRET)
    const [once, again] = await Promise.all([vault.seal('sk-ant-secret', PLACE), vault.seal('sk-ant-secret', PLACE)])
    expect(once).not.toBe(again)
    expect(Buffer.from(once.slice(3), 'base64url').toString('latin1')).not.toContain('sk-ant')
  })

  it('opens again with its record and the same secret', async () => {
    const vault = await createVault(SECRET)
    const sealed = await vault.seal('token', PLACE)
    const again = await openVault(new Secret(SECRET.reveal()), vault.record)
    expect(await again?.open(sealed, PLACE)).toBe('token')
  })

  it('does not open with another secret, or with a record that was changed', async () => {
    const { record } = await createVault(SECRET)
    const other = await createVault(SECRET)
    expect(await openVault(new Secret('correct horse battery stapl'), record)).toBeNull()
    expect(await openVault(SECRET, { ...record, salt: other.record.salt })).toBeNull()
    expect(await openVault(SECRET, { ...record, check: other.record.check })).toBeNull()
  })

  it('opens nothing that stands in another row or table', async () => {
    const vault = await createVault(SECRET)
    const sealed = await vault.seal('token', PLACE)
    expect(await vault.open(sealed, { ...PLACE, row: 'acct_2' })).toBeNull()
    expect(await vault.open(sealed, { ...PLACE, table: 'sign-in' })).toBeNull()
  })

  it('opens nothing of which a single character was changed', async () => {
    const vault = await createVault(SECRET)
    const sealed = await vault.seal('token', PLACE)
    for (let at = 0; at < sealed.length - 1; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(await vault.open(changed, PLACE)).toBeNull()
    }
  })

  it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'sk-ant-in-the-clear', 'v1.ä'])(
    'takes %j for nothing it sealed',
    async (text) => {
      const vault = await createVault(SECRET)
      expect(await vault.open(text, PLACE)).toBeNull()
    },
  )

  it('is not opened by what another installation sealed under the same secret', async () => {
    const [mine, yours] = await Promise.all([createVault(SECRET), createVault(SECRET)])
    expect(await mine.open(await yours.seal('token', PLACE), PLACE)).toBeNull()
  })
})
