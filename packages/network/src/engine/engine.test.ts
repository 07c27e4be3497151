import { describe, expect, it } from 'vitest'
import { Collection } from './collection.ts'
import { Engine } from './engine.ts'
import type { Reader } from './stage.ts'

interface Person {
  readonly city: string
}

function setUp() {
  const engine = new Engine()
  const people = new Collection<Person>('people', { city: ({ city }) => city })
  const cities = new Collection<{ country: string }>('cities')
  return { engine, people, cities }
}

describe('engine', () => {
  it('re-runs a call only when something it read changed', () => {
    const { engine, people, cities } = setUp()
    const countries = engine.derive<Person, string>('countries', people, function* ({ city }, key, read) {
      const found = read.get(cities, city)
      if (found !== undefined) yield [key, found.country]
    })
    people.set('ann', { city: 'rome' })
    people.set('bob', { city: 'oslo' })
    engine.settle()
    expect(countries.size).toBe(0)
    cities.set('rome', { country: 'italy' })
    const before = engine.runs
    engine.settle()
    expect(engine.runs - before).toBe(1)
    expect([...countries.entries()]).toEqual([['ann', 'italy']])
  })

  it('repeats an index lookup when an entry joins, leaves or changes under that value, and only then', () => {
    const { engine, people, cities } = setUp()
    const crowd = engine.derive<{ country: string }, number>('crowd', cities, function* (_city, key, read) {
      yield [key, read.lookup(people, 'city', key).length]
    })
    cities.set('rome', { country: 'italy' })
    cities.set('oslo', { country: 'norway' })
    engine.settle()
    people.set('ann', { city: 'rome' })
    const before = engine.runs
    engine.settle()
    expect(engine.runs - before).toBe(1)
    expect(crowd.get('rome')).toBe(1)
    people.set('ann', { city: 'oslo' })
    engine.settle()
    expect([crowd.get('rome'), crowd.get('oslo')]).toEqual([0, 1])
  })

  it('keeps a result as long as one origin wants it, and chooses between contradicting ones by name', () => {
    const { engine, people } = setUp()
    const inhabited = engine.derive<Person, string>('inhabited', people, function* ({ city }, key) {
      yield [city, key]
    })
    people.set('bob', { city: 'rome' })
    engine.settle()
    people.set('ann', { city: 'rome' })
    engine.settle()
    expect(inhabited.get('rome')).toBe('ann')
    people.delete('ann')
    engine.settle()
    expect(inhabited.get('rome')).toBe('bob')
    people.delete('bob')
    engine.settle()
    expect(inhabited.get('rome')).toBeUndefined()
  })

  it('confines a failing rule to its entry and forgets the fault when the entry is mended or gone', () => {
    const { engine, people } = setUp()
    const lengths = engine.derive<Person, number>('lengths', people, function* ({ city }, key) {
      if (city === '') throw new Error('no city')
      yield [key, city.length]
    })
    people.set('ann', { city: '' })
    people.set('bob', { city: 'oslo' })
    engine.settle()
    expect([...lengths.entries()]).toEqual([['bob', 4]])
    expect(engine.faults.map(({ stage, key }) => `${stage} ${key}`)).toEqual(['lengths ann'])
    people.set('ann', { city: 'rome' })
    engine.settle()
    expect(engine.faults).toEqual([])
    expect(lengths.get('ann')).toBe(4)
  })

  it('refuses a rule that reads what is computed after it', () => {
    const { engine, people, cities } = setUp()
    const read: { later?: Collection<number> } = {}
    engine.derive<Person, number>('early', people, function* (_person, key, reader: Reader) {
      if (read.later !== undefined) yield [key, reader.get(read.later, 'rome') ?? 0]
    })
    read.later = engine.derive('later', cities, function* (_city, key) {
      yield [key, 1]
    })
    people.set('ann', { city: 'rome' })
    engine.settle()
    expect(String(engine.faults[0]?.error)).toContain('rule early reads later, which is computed after it')
  })

  it('stops following its inputs when closed', () => {
    const { engine, people } = setUp()
    const names = engine.derive<Person, string>('names', people, function* (_person, key) {
      yield [key, key]
    })
    engine.close()
    people.set('ann', { city: 'rome' })
    engine.settle()
    expect(names.size).toBe(0)
  })
})
