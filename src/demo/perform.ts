import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { takePieces, toPieces } from './answer.ts'
import { answerLimit } from './answer-limit.ts'
import { answerAnthropic } from './anthropic.ts'
import type { Asked } from './asked.ts'
import { cut, deliver } from './deliver.ts'
import { answerGemini } from './gemini.ts'
import { answerOpenai } from './openai.ts'
import { answerBadCredential, answerFailure, answerNoCredit } from './refusals.ts'
import type { Break, FakeUsage, Step } from './step.ts'
import { toStreamError } from './stream-errors.ts'
import { USUAL_WORDS } from './words.ts'

/** Carries a step out on one request. */
export async function perform(response: ServerResponse, asked: Asked, step: Step): Promise<void> {
  switch (step.kind) {
    case 'ok':
      await deliver(response, { answer: answerWell(asked, step.words, step.usage), delivery: step, ending: 'end' })
      return
    case 'limit':
      await deliver(response, { answer: answerLimit(asked.protocol, step), delivery: step, ending: 'end' })
      return
    case 'refuse':
      await deliver(response, { answer: answerBadCredential(asked.protocol), delivery: step, ending: 'end' })
      return
    case 'forbid':
      await deliver(response, { answer: answerFailure(asked.protocol, 403), delivery: step, ending: 'end' })
      return
    case 'credit': {
      const answer = answerNoCredit(asked.protocol, step.form ?? '402')
      await deliver(response, { answer, delivery: step, ending: 'end' })
      return
    }
    case 'overload':
      await deliver(response, {
        answer: answerFailure(asked.protocol, 529, 'Overloaded'),
        delivery: step,
        ending: 'end',
      })
      return
    case 'fail': {
      const answer = answerFailure(asked.protocol, step.status, step.message)
      await deliver(response, { answer, delivery: step, ending: 'end' })
      return
    }
    case 'raw': {
      const bytes = step.base64 === undefined ? Buffer.from(step.body ?? '') : Buffer.from(step.base64, 'base64')
      const answer: Answer = { status: step.status, headers: [], body: { kind: 'plain', bytes } }
      await deliver(response, { answer, delivery: step, ending: 'end' })
      return
    }
    case 'wire':
      response.socket?.end(Buffer.from(step.text, 'latin1'))
      return
    case 'break':
      await breakOff(response, asked, step)
      return
    case 'truncate': {
      const answer = cutShort(answerWell(asked), countBeforeEnd(asked, step.pieces))
      await deliver(response, { answer, delivery: step, ending: 'end' })
      return
    }
    case 'error-first': {
      const answer = replacePieces(answerWell(asked), [toStreamError(asked, step.error ?? 'overloaded')])
      await deliver(response, { answer, delivery: step, ending: 'end' })
      return
    }
    case 'error-later': {
      const begun = [...takePieces(toPieces(answerWell(asked).body), step.pieces ?? 3)]
      const answer = replacePieces(answerWell(asked), [...begun, toStreamError(asked, step.error ?? 'overloaded')])
      await deliver(response, { answer, delivery: step, ending: 'end' })
      return
    }
    case 'hang':
      return
  }
}

async function breakOff(response: ServerResponse, asked: Asked, step: Break & Step): Promise<void> {
  const how = step.how ?? 'reset'
  switch (step.at) {
    case 'before-body':
    case 'after-body':
      await cut(response, how)
      return
    case 'after-head':
      await deliver(response, { answer: replacePieces(answerWell(asked), []), delivery: step, ending: how })
      return
    case 'mid-stream': {
      const answer = cutShort(answerWell(asked), countBeforeEnd(asked, step.pieces))
      await deliver(response, { answer, delivery: step, ending: how })
    }
  }
}

function answerWell(asked: Asked, words = USUAL_WORDS, usage: FakeUsage = {}): Answer {
  switch (asked.protocol) {
    case 'anthropic':
      return answerAnthropic(asked, words, usage)
    case 'gemini':
      return answerGemini(asked, words, usage)
    case 'openai':
      return answerOpenai(asked, words, usage)
  }
}

/** A plain body is two halves, of which one goes. */
function countBeforeEnd(asked: Asked, pieces: number | undefined): number {
  return asked.form === 'json' ? 1 : (pieces ?? 3)
}

function cutShort(answer: Answer, count: number): Answer {
  return replacePieces(answer, takePieces(toPieces(answer.body), count))
}

function replacePieces(answer: Answer, pieces: Iterable<Buffer>): Answer {
  return { ...answer, body: { kind: 'pieces', pieces } }
}
