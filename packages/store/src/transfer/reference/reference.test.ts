import { fc, test } from '@fast-check/vitest'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeReference } from './decode-reference.ts'
import { goldenDatabase } from './golden.suite.ts'
import { Reference, ReferenceObject, ReferenceValueError } from './reference-value.ts'

const golden = goldenDatabase()
const decode = (text: string): unknown => decodeReference(Buffer.from(text, 'latin1'))
const model = (name: string): string => `vlcp.utils.networkmodel.${name}`
const version = { kvdb_createtime: 1_500_000_000_123_456, kvdb_updateversion: 1 }

const web = new ReferenceObject(model('LogicalPort'), {
  network: new Reference('viperflow.logicnetwork.red'),
  subnet: new Reference('viperflow.subnet.s1'),
  mac_address: '02:00:00:00:00:01',
  ip_address: '10.0.0.5',
  hostname: 'web',
  cookie: Buffer.from([0, 0x25, 0xff]),
  ...version,
})

describe('a database of the reference', () => {
  it.each(golden.filter(({ key }) => key.startsWith('sample.')))(
    'can be read when it was written as $codec',
    ({ bytes }) => {
      expect(decodeReference(bytes)).toEqual(web)
    },
  )

  it('can be read whole', () => {
    const values = new Map(golden.map(({ key, bytes }) => [key, decodeReference(bytes)]))
    expect(values.get('viperflow.logicalport.web')).toEqual(web)
    expect(values.get('viperflow.logicnetwork.red')).toMatchObject({ attributes: { name: 'Ünïcode', vlanid: 100 } })
    expect(values.get('viperflow.physicalnetworkmap.vlan++net')).toEqual(
      new ReferenceObject(model('PhysicalNetworkMap'), {
        network: new Reference('viperflow.physicalnetwork.vlan++net'),
        logicnetworks: [new Reference('viperflow.logicnetwork.red'), new Reference('viperflow.logicnetwork.blue')],
        ports: [new Reference('viperflow.physicalport..%.%.eth1')],
        network_allocation: {
          '100': new Reference('viperflow.logicnetwork.red'),
          '150': new Reference('viperflow.logicnetwork.blue'),
        },
        ...version,
      }),
    )
    const index = values.get('indices.viperflow++logicalport._mac_address_index.x')
    expect(index).toMatchObject({ attributes: { ref: new Reference('viperflow.logicalport.web') } })
  })

  const object = `ccopy_reg\n_reconstructor\np0\n(c${'vlcp.utils.dataobject'}\n`

  it.each<[what: string, pickle: string, value: unknown]>([
    ['strings of Python 2', "(dp0\nS'a\\x41\\n\\''\np1\nS'\\xc3\\xbc'\ns.", { "aA\n'": 'ü' }],
    ['short strings of Python 2', '\x80\x02U\x02\xc3\xbc.', 'ü'],
    ['bytes of Python 2', '\x80\x02U\x01\xff.', Buffer.from([0xff])],
    ['text of protocol 0', 'V\\u20ac\xfc\n.', '€ü'],
    [
      'numbers',
      '(I5\nI01\nL12345678901234567890L\nF1.5\nJ\xff\xff\xff\xff\x8a\x02\x00\x80t.',
      [5, true, 12345678901234567890n, 1.5, -1, -32768],
    ],
    ['a timestamp with a value', '\x80\x04G\x40\x00\x00\x00\x00\x00\x00\x00K\x07\x86.', [2, 7]],
    [
      'a reference of Python 2',
      `${object}WeakReferenceObject\nc__builtin__\nobject\nNtR(S'k'\ntb.`.replace("(S'k'\ntb", "S'k'\nb"),
      new Reference('k'),
    ],
  ])('%s', (_, pickle, value) => {
    expect(decode(pickle)).toEqual(value)
  })

  it.each<[what: string, bytes: string, message: RegExp]>([
    ['a call of the system', "cos\nsystem\n(S'touch /tmp/x'\ntR.", /names os\.system, which is not data/],
    ['the same without a line', '\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x01x\x85R.', /names os\.system/],
    ['eval', '\x80\x02cbuiltins\neval\n.', /names builtins\.eval/],
    ['an instance by INST', '(ios\nsystem\n.', /opcode INST \(0x69\) at 1 is not for data/],
    ['an extension', '\x80\x02\x82\x01.', /opcode EXT1/],
    ['a persistent id', 'Px\n.', /opcode PERSID/],
    ['an unknown opcode', '\x80\x02\xff.', /opcode unknown \(0xff\)/],
    ['a call of a class with arguments', '\x80\x02cvlcp.server\nmain\nK\x01\x85R.', /calls vlcp\.server\.main/],
    ['an end that is missing', '\x80\x02X\x09\x00\x00\x00abc.', /cut off/],
    ['an empty stack', '.', /not data/],
    [
      'a class beside the reference',
      '{"<vlcpjsonencode/os.system>": 1}',
      /class os\.system is not one of the reference/,
    ],
    ['a list that holds itself', '\x80\x02]q\x00h\x00a.', /nested deeper than 100 levels/],
    [
      'much in little',
      `\x80\x02]q\x00${Array.from({ length: 30 }, (_, i) => `](h${String.fromCharCode(i)}h${String.fromCharCode(i)}eq${String.fromCharCode(i + 1)}`).join('')}.`,
      /more than 1000000 parts/,
    ],
    ['neither', '\xff\xfe', /neither JSON nor a pickle/],
    ['half of JSON', '{"a":', /not JSON/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(ReferenceValueError)
    expect(() => decode(bytes)).toThrow(message)
  })

  test.prop([fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.constantFrom(...golden), fc.boolean()])(
    'survives hostile bytes',
    (noise, at, { bytes }, deflated) => {
      const index = at % bytes.length
      const mixed = Buffer.concat([bytes.subarray(0, index), noise, bytes.subarray(index)])
      try {
        decodeReference(deflated ? deflateSync(mixed) : mixed)
      } catch (error) {
        expect(error).toBeInstanceOf(ReferenceValueError)
      }
    },
  )
})
