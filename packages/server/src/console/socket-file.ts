import { chmod, link, lstat, mkdir, mkdtemp, rm, stat, unlink } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'

/** What is in the way of a socket file, for an operator. */
export class SocketFileError extends Error {
  override readonly name = 'SocketFileError'
  /** Whether somebody listens there already. */
  readonly isTaken: boolean

  constructor(message: string, options: ErrorOptions & { readonly isTaken?: boolean } = {}) {
    super(message, options)
    this.isTaken = options.isTaken === true
  }
}

export interface SocketFileOptions {
  readonly maxConnections: number
  readonly onConnection: (socket: Socket) => void
  readonly onError: (error: Error) => void
}

/** sun_path has 108 bytes, and ends with a zero. */
const longestPath = 107

/**
 * A UNIX socket that only its owner can connect to, at no moment anybody else: it is made in a folder of its own, and gets
 * its name when its mode is right. The file of a process that is gone is replaced; no other is.
 */
export class SocketFile {
  readonly path: string
  readonly #server: Server
  readonly #identity: string

  private constructor(path: string, server: Server, identity: string) {
    this.path = path
    this.#server = server
    this.#identity = identity
  }

  /** @throws SocketFileError */
  static async open(path: string, options: SocketFileOptions): Promise<SocketFile> {
    try {
      return await open(path, options, (server, identity) => new SocketFile(path, server, identity))
    } catch (error) {
      if (error instanceof SocketFileError) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new SocketFileError(`cannot listen on ${path}: ${reason}`, { cause: error })
    }
  }

  /** Accepts nobody any more and removes the file, if it is still this one. Connections are left to whoever has them. */
  async close(): Promise<void> {
    this.#server.close()
    if ((await identityOf(this.path)) === this.#identity) await unlink(this.path).catch(() => undefined)
  }
}

async function open<T>(
  path: string,
  { maxConnections, onConnection, onError }: SocketFileOptions,
  made: (server: Server, identity: string) => T,
): Promise<T> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await requireSafe(folder)
  const nursery = await mkdtemp(`${folder}/.`)
  const server = createServer({ allowHalfOpen: true }, onConnection)
  server.maxConnections = maxConnections
  try {
    const born = join(nursery, 's')
    const bytes = Math.max(Buffer.byteLength(path), Buffer.byteLength(born))
    if (bytes > longestPath) throw new SocketFileError(`${path}: the path of a socket has at most ${longestPath} bytes`)
    await bind(server, born)
    await chmod(born, 0o600)
    await give(born, path)
    server.on('error', onError)
    return made(server, (await identityOf(path)) ?? '')
  } catch (error) {
    server.close()
    throw error
  } finally {
    await rm(nursery, { recursive: true, force: true })
  }
}

/** Who can write into the folder can put another socket in the place of ours. */
async function requireSafe(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder)
  const self = process.getuid?.() ?? uid
  if (uid !== self && uid !== 0) throw new SocketFileError(`${folder} belongs to another user`)
  const isSticky = (mode & 0o1000) !== 0
  if ((mode & 0o022) !== 0 && !isSticky) throw new SocketFileError(`others may write into ${folder}; run: chmod go-w`)
}

/** `exclusive`, because a worker of a cluster would otherwise share it with its colleagues. */
function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Unlike a renaming, a link never takes the place of a file that came in between. */
async function give(born: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await link(born, path)
      return
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EEXIST' || attempt === 3) throw error
    }
    await removeStale(path)
  }
}

async function removeStale(path: string): Promise<void> {
  const before = await identityOf(path)
  if (before === undefined) return
  if (!(await lstat(path)).isSocket()) throw new SocketFileError(`${path} is in the way, and is no socket`)
  if (await answers(path)) throw new SocketFileError(`another process listens on ${path}`, { isTaken: true })
  if ((await identityOf(path)) === before) await unlink(path)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ path })
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
  })
}

async function identityOf(path: string): Promise<string | undefined> {
  const file = await lstat(path, { bigint: true }).catch(() => undefined)
  return file && `${file.dev} ${file.ino}`
}
