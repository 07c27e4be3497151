import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Failure, reasonOf } from '../failure.ts'

export interface ApiClientOptions {
  /** Base address without a final slash. */
  readonly url: string
  /** Bearer token, if the server wants one. */
  readonly token?: string | undefined
}

/** Longer than the server's own deadline for a call, so that the server's explanation arrives first. */
const answerTimeoutMs = 150_000

/**
 * Calls an operation with parameters as text. They travel as a form, so the server gives each value the type its
 * declaration asks for: there is one place that knows how, and one round trip.
 *
 * Returns the result; throws a {@link Failure} with the server's reason, or why there was no answer.
 */
export async function callApi(
  { url, token }: ApiClientOptions,
  module: string,
  operation: string,
  parameters: readonly [name: string, value: string][],
): Promise<unknown> {
  const path = `${encodeURIComponent(module)}/${encodeURIComponent(operation)}`
  const form = new URLSearchParams(parameters)
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  let answer: Answer
  try {
    answer = await post(new URL(`${url}/${path}`), headers, form.toString())
  } catch (error) {
    throw unreachable(url, error)
  }
  return readAnswer(url, answer)
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** One POST by node:http, because fetch refuses a hundred ports that matter to browsers only. */
function post(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const signal = AbortSignal.timeout(answerTimeoutMs)
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, signal }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function unreachable(url: string, error: unknown): Failure {
  const message = `no VLCP server answers at ${url}: ${reasonOf(error)}; start one with "vlcp start" or name it with --api`
  return new Failure(message, { cause: error })
}

function readAnswer(url: string, { status, text }: Answer): unknown {
  const answer = parseObject(text)
  if (status === 200 && answer !== undefined && 'result' in answer) return answer['result']
  const { error, code, field } = answer ?? {}
  if (typeof error !== 'string' || typeof code !== 'string') {
    throw new Failure(`${url} does not answer like a VLCP server (HTTP ${status})`)
  }
  throw new Failure(`${error} (${typeof field === 'string' ? `${code}, ${field}` : code})`)
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
