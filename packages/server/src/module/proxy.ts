import Type from 'typebox'
import { setting } from '../configuration/setting.ts'
import { Module, type ModuleClass } from './module.ts'

/** A module that stands for the implementation that the configuration names. */
export abstract class ProxyModule<M extends Module = Module> extends Module {
  static override readonly isProxy: boolean = true

  /** What it stands for. */
  get implementation(): M {
    const [service] = this.dependencies
    return this.dependency(service ?? '') as M
  }
}

/**
 * Declares a module that stands for another one: `defineProxy('kvstorage', DefaultStore)`. The key `proxy.kvstorage` names
 * the implementation, as `load` takes it. Whoever needs it depends on the proxy, and calls to it go to the implementation.
 */
export function defineProxy<C extends ModuleClass>(
  service: string,
  implementation: C,
): ModuleClass<ProxyModule<InstanceType<C>>> {
  const key = `proxy.${service}`
  return class extends ProxyModule<InstanceType<C>> {
    static override readonly service = service
    static override readonly summary = `Stands for the module that ${key} names`
    static override readonly settingsPrefix = ''
    static override readonly settings = {
      [key]: setting({
        schema: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
        default: null,
        description: `The module that serves as ${service}: a service name, a file or a package; by default the built-in one.`,
      }),
    }
    static override readonly dependencies = (values: Readonly<Record<string, unknown>>) => {
      const chosen = values[key]
      return [typeof chosen === 'string' ? chosen : implementation]
    }
  }
}
