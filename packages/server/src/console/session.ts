import type { Connection, ConnectionHandlers } from '@vlcp/transport'
import { OperationError } from '../errors.ts'
import { ModuleError } from '../module/errors.ts'
import { compileValidator } from '../validation.ts'
import type { ConsoleOperations } from './operations.ts'
import {
  cancelSchema,
  type ConsoleAnswer,
  type ConsoleError,
  type ConsoleRequest,
  longestAnswer,
  mostRequests,
  type RequestId,
  requestSchema,
} from './protocol.ts'
import { answerLimits, showValue } from './shown-value.ts'

const readRequest = compileValidator(requestSchema)
const readCancel = compileValidator(cancelSchema)
const newline = 0x0a

/** One console that is attached: reads its requests, and answers each. */
export class ConsoleSession implements ConnectionHandlers {
  readonly #connection: Connection
  readonly #operations: ConsoleOperations
  readonly #onDefect: (error: unknown, what: string) => void
  readonly #running = new Map<RequestId, AbortController>()
  #isSkipping = false

  constructor(connection: Connection, operations: ConsoleOperations, onDefect: (error: unknown, what: string) => void) {
    this.#connection = connection
    this.#operations = operations
    this.#onDefect = onDefect
  }

  onMessage(line: Buffer): void {
    const isWhole = line.at(-1) === newline
    if (!isWhole && !this.#isSkipping) this.#refuse(undefined, tooLong())
    const isRequest = isWhole && !this.#isSkipping
    this.#isSkipping = !isWhole
    if (isRequest) this.#read(line.toString('utf8').trim())
    this.#wait()
  }

  onClose(): void {
    for (const controller of this.#running.values()) controller.abort()
  }

  #read(text: string): void {
    if (text === '') return
    let id: RequestId | undefined
    try {
      const input = parse(text)
      if (Object.hasOwn(input, 'cancel')) this.#running.get(readCancel(input).cancel)?.abort()
      else {
        const { id: given }: { id?: unknown } = input
        if (typeof given === 'number' || (typeof given === 'string' && given.length <= 64)) id = given
        this.#begin(readRequest(input))
      }
    } catch (error) {
      this.#refuse(id, error)
    }
  }

  #begin(request: ConsoleRequest): void {
    if (this.#running.has(request.id))
      throw new OperationError('conflict', `the request before with the id ${request.id} is not answered yet`, 'id')
    if (this.#running.size >= mostRequests)
      throw new OperationError('exhausted', `more than ${mostRequests} requests at a time`)
    const controller = new AbortController()
    this.#running.set(request.id, controller)
    void this.#run(request, controller.signal)
  }

  async #run({ id, op, params }: ConsoleRequest, signal: AbortSignal): Promise<void> {
    try {
      const emit = async (item: object): Promise<void> => {
        this.#send({ id, ...item } as ConsoleAnswer)
        if (!this.#connection.writable) await this.#connection.drained()
      }
      const result = await this.#operations.run(op, params ?? {}, { signal, emit })
      this.#running.delete(id)
      this.#send({ id, result: showValue(result, answerLimits) })
    } catch (error) {
      this.#running.delete(id)
      this.#refuse(id, error)
    }
  }

  #refuse(id: RequestId | undefined, error: unknown): void {
    if (this.#connection.closed) return
    const described = describe(error)
    if (described.code === 'internal') this.#onDefect(error, 'a request of a console')
    this.#send(id === undefined ? { error: described } : { id, error: described })
  }

  #send(answer: ConsoleAnswer): void {
    const text = JSON.stringify(answer)
    if (text.length <= longestAnswer) this.#connection.send(Buffer.from(`${text}\n`))
    else this.#refuse(answer.id, new OperationError('too_large', `the answer has ${text.length} characters`))
  }

  /** Who does not read answers is not read from. */
  #wait(): void {
    const connection = this.#connection
    if (connection.writable || connection.closed || connection.paused) return
    connection.pause()
    connection.drained().then(
      () => connection.resume(),
      () => undefined,
    )
  }
}

function tooLong(): OperationError {
  return new OperationError('too_large', 'the line is too long; it is ignored')
}

function parse(text: string): object {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    throw new OperationError('invalid', `a line is to be JSON: ${error instanceof Error ? error.message : ''}`)
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input
  throw new OperationError('invalid', 'a line is to be a JSON object with id and op')
}

/** Longer stacks say nothing more. */
const longestStack = 4000

function describe(error: unknown): ConsoleError {
  if (error instanceof OperationError) {
    const { code, message, field } = error
    return { code, message, ...(field === undefined ? {} : { field }) }
  }
  if (error instanceof ModuleError)
    return { code: error.code === 'unknown' ? 'not_found' : 'conflict', message: error.message }
  if (!(error instanceof Error)) return { code: 'internal', message: `a defect: ${JSON.stringify(showValue(error))}` }
  const message = `a defect: ${error.name}: ${error.message}`.slice(0, longestStack)
  return { code: 'internal', message, stack: (error.stack ?? '').slice(0, longestStack) }
}
