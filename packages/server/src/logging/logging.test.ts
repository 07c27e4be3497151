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
    logging.setLevel('error', 'switch.session')
    session.warn('not written')
    logging.logger('switch.flows').debug('2')
    logging.setLevel('trace')
    other.trace('3')
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ msg: '1' }, { msg: '2' }, { msg: '3' }])
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

  it('never contain secrets', () => {
    const { lines, logging } = capture()
    logging.logger('web').info({ token: 's3cret', headers: { authorization: 'Bearer s3cret' } }, 'request')
    expect(lines[0]).toContain('[redacted]')
    expect(lines[0]).not.toContain('s3cret')
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
