import type { Coding, SiteForm } from './site-manifest.ts'

/**
 * The form of a file that its asker takes (RFC 9110 §12.5.3): the first, in their order, that it does not refuse; else the
 * plain one. `accepted` is the value of `accept-encoding`, `null` where there is none. Of weights only 0 is looked at: what
 * is smaller is better for everybody.
 */
export function chooseForm(forms: readonly SiteForm[], accepted: string | null): SiteForm | undefined {
  const takes = readAccepted(accepted ?? '')
  return forms.find(({ coding }) => coding === 'identity' || takes(coding))
}

function readAccepted(text: string): (coding: Coding) => boolean {
  const said = new Map<string, boolean>()
  for (const part of text.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim())
    if (name !== '') said.set(name, !parameters.some((word) => REFUSED.test(word)))
  }
  return (coding) => said.get(coding) ?? said.get('*') ?? false
}

const REFUSED = /^q\s*=\s*0(?:\.0{0,3})?$/
