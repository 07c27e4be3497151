import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { checkAccess } from './access.ts'
import type { ApiDispatch, ApiLogger, ApiModule } from './api-dispatch.ts'
import { addBodyParsers } from './body.ts'
import { clientError } from './client-error.ts'
import { failure, type Failure, failureOf, GatewayError } from './errors.ts'
import { parseForm } from './form.ts'
import { formatJson } from './json-output.ts'
import { createOpenApi } from './openapi.ts'
import { callParameters } from './parameters.ts'

export interface GatewayOptions {
  readonly dispatch: ApiDispatch
  readonly logger?: ApiLogger | undefined
  /** Largest request body in bytes; default 1 MiB. */
  readonly bodyLimitBytes?: number | undefined
  /** Longest time a request may take to arrive, in milliseconds; default 30 000. */
  readonly requestTimeoutMs?: number | undefined
  /** Bearer token every request must carry. */
  readonly token?: string | undefined
  /** Host names, besides `localhost` and addresses, under which clients reach the server. */
  readonly allowedHosts?: readonly string[] | undefined
  /** Lets GET call operations that change something, as the reference does. Default false. */
  readonly allowGet?: boolean | undefined
  /** Title and version in the OpenAPI document. */
  readonly title?: string | undefined
  readonly version?: string | undefined
}

const operationPath = '/:module/:operation'
const jsonType = 'application/json; charset=utf-8'

/** Connections beyond this are refused: each costs memory, and an API for operators needs few. */
const mostConnections = 1024

/**
 * The HTTP API: `POST /<module>/<operation>` with a JSON or form body, answered with `{"result": …}` or
 * `{"error", "code", "field"}`; GET for operations that only read; `/openapi.json`; `/` lists the modules.
 *
 * The instance does not listen yet; see `openGateway`. Its `inject` answers requests without a socket.
 */
export function createGateway(options: GatewayOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    keepAliveTimeout: 20_000,
    // Our own answer below has the shape of all others.
    return503OnClosing: false,
    routerOptions: { querystringParser: parseForm },
    frameworkErrors: (error, _request, reply) => sendError(reply, error, options.logger),
    clientErrorHandler: clientError,
  })
  app.server.maxConnections = mostConnections
  addBodyParsers(app)
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (request) => {
    checkAccess(request.headers, options)
    if (closing) throw new GatewayError('unavailable', 'the server is stopping')
  })
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.replace(/\?.*$/s, '')
    options.logger?.debug({ method: request.method, path, status: reply.statusCode, ms: reply.elapsedTime }, 'request')
  })
  app.setErrorHandler<FastifyError>((error, _request, reply) => sendError(reply, error, options.logger))
  app.setNotFoundHandler((request, reply) => sendFailure(reply, unroutable(request, reply)))
  addRoutes(app, options)
  return app
}

/** What strangers are told of the modules, made once for each list of them. */
interface View {
  readonly modules: readonly ApiModule[]
  readonly openApi: string
  readonly index: string
  /** `module/operation` of those that change something. */
  readonly mutating: ReadonlySet<string>
}

function createView(modules: readonly ApiModule[], options: GatewayOptions): View {
  const info = { title: options.title ?? 'VLCP', version: options.version ?? '0', token: options.token !== undefined }
  const index = {
    result: {
      modules: Object.fromEntries(modules.map((module) => [module.name, module.summary])),
      operations: 'POST /<module>/<operation>; /<module>/discover lists them',
      openapi: '/openapi.json',
    },
  }
  const mutating = modules.flatMap((module) =>
    module.operations.filter((each) => each.mutates).map((each) => `${module.name}/${each.name}`),
  )
  return {
    modules,
    openApi: formatJson(createOpenApi(modules, info)),
    index: formatJson(index),
    mutating: new Set(mutating),
  }
}

function addRoutes(app: FastifyInstance, options: GatewayOptions): void {
  let latest = createView(options.dispatch.modules, options)
  const view = (): View => {
    const { modules } = options.dispatch
    if (modules !== latest.modules) latest = createView(modules, options)
    return latest
  }
  app.get('/', async (_request, reply) => reply.type(jsonType).send(view().index))
  app.get('/openapi.json', async (_request, reply) => reply.type(jsonType).send(view().openApi))
  app.get<OperationRoute>(operationPath, async (request, reply) => {
    const { module, operation } = request.params
    if (options.allowGet !== true && view().mutating.has(`${module}/${operation}`)) {
      void reply.header('allow', 'POST, OPTIONS')
      throw new GatewayError('method_not_allowed', `${module}.${operation} changes something: call it by POST`)
    }
    return answer(options.dispatch, request, reply, options.allowGet !== true)
  })
  app.post<OperationRoute>(operationPath, async (request, reply) => answer(options.dispatch, request, reply, false))
}

interface OperationRoute {
  Params: { module: string; operation: string }
}

async function answer(
  dispatch: ApiDispatch,
  request: FastifyRequest<OperationRoute>,
  reply: FastifyReply,
  readOnly: boolean,
): Promise<FastifyReply> {
  const { module, operation } = request.params
  const { params, text } = callParameters(request.query, request.body)
  const result = await dispatch.call(module, operation, params, { signal: departure(reply), text, readOnly })
  return reply.type(jsonType).send(`{"result":${formatJson(result)}}`)
}

/** Aborted when the connection ends before the answer is out. */
function departure(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** The answer to a request no route takes: OPTIONS, a wrong method, or a path that leads nowhere. */
function unroutable(request: FastifyRequest, reply: FastifyReply): Failure | undefined {
  if (request.method === 'OPTIONS') {
    void reply.header('allow', 'GET, HEAD, POST, OPTIONS')
    return undefined
  }
  const [path = ''] = request.url.split('?', 1)
  if (/^\/[^/]+\/[^/]+$/.test(path) || path === '/' || path === '/openapi.json') {
    void reply.header('allow', 'GET, HEAD, POST, OPTIONS')
    return failure('method_not_allowed', `the method ${request.method} is not used here`)
  }
  return failure('unknown_operation', 'the path of an operation is /<module>/<operation>; GET / lists the modules')
}

function sendError(reply: FastifyReply, error: Error, logger: ApiLogger | undefined): void {
  const known = failureOf(error)
  if (known === undefined) logger?.error({ err: error }, 'a request failed because of a defect')
  if (known?.body.code === 'unauthenticated') void reply.header('www-authenticate', 'Bearer')
  sendFailure(reply, known ?? failure('internal', 'the request failed because of a defect; the log has the details'))
}

function sendFailure(reply: FastifyReply, refused: Failure | undefined): void {
  if (refused === undefined) void reply.code(204).send()
  else void reply.code(refused.status).type(jsonType).send(formatJson(refused.body))
}
