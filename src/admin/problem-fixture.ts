/** What a problem says to people; fails where the answer is none. */
export async function pickProblem(answer: Response): Promise<string> {
  const type = answer.headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json')) throw new Error(`${answer.status} ${type} is no problem`)
  const body: unknown = await answer.json()
  return typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : ''
}
