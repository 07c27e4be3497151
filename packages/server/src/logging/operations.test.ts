import { expect, it } from 'vitest'
import { dispatch } from '../dispatch.ts'
import { createLogging } from './logging.ts'
import { loggingModule } from './operations.ts'

const logging = createLogging({ level: 'silent', format: 'json', sink: { write: () => undefined } })
logging.logger('switch.session')
const { call } = dispatch([loggingModule(logging)])

it('changes a level and takes it back', async () => {
  const asText = { text: true }
  expect(await call('logging', 'setlevel', { name: 'switch', level: 'debug' }, asText)).toContainEqual({
    name: 'switch.session',
    level: 'debug',
    from: 'switch',
  })
  await call('logging', 'setlevel', { level: 'warn' }, asText)
  await call('logging', 'setlevel', { name: 'switch' }, asText)
  expect(await call('logging', 'levels', {})).toEqual(
    ['*', 'logging', 'switch.session'].map((name) => ({ name, level: 'warn', from: '*' })),
  )
})

it('refuses a name that means no logger, and a level that is none', async () => {
  await expect(call('logging', 'setlevel', { name: 'swtich', level: 'debug' })).rejects.toMatchObject({
    code: 'not_found',
    field: 'name',
  })
  await expect(call('logging', 'setlevel', { name: 'switch.sesion', level: 'debug' })).rejects.toThrow(
    'there is no logger "switch.sesion"; did you mean "switch.session"?',
  )
  await expect(call('logging', 'setlevel', { name: '*', level: 'loud' })).rejects.toMatchObject({ code: 'invalid' })
})
