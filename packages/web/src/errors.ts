/** HTTP status of every error code an answer can carry (RFC 9110, section 15). */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  unknown_operation: 404,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  exhausted: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unsupported: 422,
  internal: 500,
  unavailable: 503,
} as const

export type ApiErrorCode = keyof typeof errorStatus

/** The body of every answer that is not a result. */
export interface ErrorBody {
  readonly error: string
  readonly code: ApiErrorCode
  /** The failing parameter as a path, or null when the request as a whole is refused. */
  readonly field: string | null
}

/** A request the gateway itself refuses. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ApiErrorCode

  constructor(code: ApiErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export interface Failure {
  readonly status: number
  readonly body: ErrorBody
}

/** The answer to an error, or undefined for one that is a defect and must be hidden and logged. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  const code: unknown = Reflect.get(error, 'code')
  if (typeof code !== 'string') return undefined
  if (isApiErrorCode(code)) {
    const field: unknown = Reflect.get(error, 'field')
    return failure(code, error.message, typeof field === 'string' ? field : null)
  }
  return code.startsWith('FST_') ? frameworkFailure(Reflect.get(error, 'statusCode'), error.message) : undefined
}

export function failure(code: ApiErrorCode, error: string, field: string | null = null): Failure {
  return { status: errorStatus[code], body: { error, code, field } }
}

function isApiErrorCode(code: string): code is ApiErrorCode {
  return Object.hasOwn(errorStatus, code)
}

/** Fastify's own refusals, by the status it would answer with. */
function frameworkFailure(status: unknown, message: string): Failure | undefined {
  switch (status) {
    case errorStatus.too_large:
      return failure('too_large', 'the request body is larger than this server accepts')
    case errorStatus.unsupported_media_type:
      return failure('unsupported_media_type', mediaTypeMessage)
    case 400:
    case 414:
      return failure('invalid', `the request cannot be read: ${message}`)
    default:
      return undefined
  }
}

const mediaTypeMessage = 'the body must be application/json or application/x-www-form-urlencoded'
