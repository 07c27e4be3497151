import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { createLogging, type Logging, type LoggingOptions } from './logging.ts'

function capture(options: LoggingOptions = {}): { lines: string[]; logging: Logging } {
  const lines: string[] = []
  return { lines, logging: createLogging({ format: 'json', sink: { write: (line) => lines.push(line) }, ...options }) }
}

describe('levels', () => {
  it('hold for a name and the names below it, and change at run time', () => {
    const { lines, logging } = capture({ level: 'warn', levels: { switch: 'debug' } })
    const session = logging.logger('switch.session')
    const other = logging.logger('switches')
    session.debug('1')
    other.info('not written')
    logging.setLevel('switch.session', 'error')
    session.warn('not written')
    logging.logger('switch.flows').debug('2')
    logging.setLevel('*', 'trace')
    other.trace('3')
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ msg: '1' }, { msg: '2' }, { msg: '3' }])
  })

  it('hold at once for loggers handed out before, and for their children', () => {
    const { lines, logging } = capture()
    const logger = logging.logger('switch')
    const child = logger.child({ peer: 'a' }).child({ port: 1 })
    child.debug('not written')
    logging.setLevel('switch', 'debug')
    child.debug('1')
    logging.setLevel('*', 'warn')
    logging.setLevel('switch', undefined)
    child.info('not written')
    logging.setLevel('*', undefined)
    child.info('2')
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { msg: '1', name: 'switch', peer: 'a', port: 1 },
      { msg: '2' },
    ])
  })

  it('cost nothing when they are not reached: the method is the empty function of pino', () => {
    const { logging } = capture({ level: 'info' })
    const logger = logging.logger('switch')
    const empty = pino({ level: 'silent' }).debug
    expect([logger.debug, logger.child({ peer: 'a' }).debug]).toEqual([empty, empty])
    logging.setLevel('switch', 'debug')
    expect(logger.debug).not.toBe(empty)
  })

  it('are told with the name they were set for', () => {
    const { logging } = capture({ level: 'warn', levels: { switch: 'debug' } })
    for (const name of ['web', 'switch.session', 'switches']) logging.logger(name)
    logging.setLevel('web', 'silent')
    expect(logging.levels()).toEqual([
      { name: '*', level: 'warn', from: '*' },
      { name: 'switch', level: 'debug', from: 'switch' },
      { name: 'switch.session', level: 'debug', from: 'switch' },
      { name: 'switches', level: 'warn', from: '*' },
      { name: 'web', level: 'silent', from: 'web' },
    ])
  })

  it('gives the same logger for the same name', () => {
    const { logging } = capture()
    expect(logging.logger('a')).toBe(logging.logger('a'))
  })
})

describe('records', () => {
  it('are JSON lines with level, time, name and message', () => {
    const { lines, logging } = capture()
    logging.logger('web').info({ port: 8081 }, 'listening')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      name: 'web',
      port: 8081,
      msg: 'listening',
    })
  })

  it.each([
    { token: 's3cret' },
    { headers: { authorization: 'Bearer s3cret' } },
    { req: { headers: { authorization: 'Bearer s3cret', 'set-cookie': ['s3cret'] } } },
    { values: { 'web.token': 's3cret' } },
  ])('have no secrets where those belong: %j', (fields) => {
    const { lines, logging } = capture()
    logging.logger('web').info(fields, 'request')
    expect(lines[0]).toContain('[redacted]')
    expect(lines[0]).not.toContain('s3cret')
  })

  it.each(['json', 'human'] as const)('have no known secret wherever it stands (%s)', (format) => {
    const secret = 's3"cr\\et$&'
    const { lines, logging } = capture({ format, colour: false, secrets: [secret] })
    const logger = logging.logger('web').child({ path: `/?a=${secret}` })
    logger.error({ err: new Error(`bad ${secret}`), [secret]: 1, list: [{ deep: { er: secret } }] }, `got ${secret}`)
    expect(lines[0]).toContain('[redacted]')
    expect(lines[0]).not.toMatch(/s3|et\$&/)
  })

  it('carry the fields of the process', () => {
    const { lines, logging } = capture({ fields: { worker: 2 } })
    logging.logger('web').info('listening')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ worker: 2, name: 'web' })
  })

  it('are readable lines on a terminal, whatever they contain', () => {
    const { lines, logging } = capture({ format: 'human', colour: false })
    logging.logger('web').warn({ port: 1, path: 'a\n\u001B[2Jb', list: [1] }, 'odd\u0007')
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN  web: odd\\u0007 port=1 path=a\\n\\u001b\[2Jb list=\[1\]\n$/)
  })

  it('show the stack of an error', () => {
    const { lines, logging } = capture({ format: 'human', colour: true })
    logging.logger('web').error({ err: new Error('boom') }, 'failed')
    expect(lines[0]).toContain('\u001B[31mERROR\u001B[0m')
    expect(lines[0]).toMatch(/\n {4}Error: boom\n {8}at /)
  })
})
