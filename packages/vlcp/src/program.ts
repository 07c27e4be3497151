import { Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { ConfigFlags } from './commands/config.ts'
import type { ClientFlags } from './commands/client-options.ts'
import type { StartFlags } from './configuration.ts'

/**
 * The command line. Commands are imported when they run: the help must not wait for the libraries of a server, and a
 * call to a running one must not either.
 */
export function createProgram(): Command {
  const program = new Command('vlcp')
    .description('VLCP: an SDN controller for Open vSwitch')
    .version(readVersion())
    .showHelpAfterError('(add --help for the usage)')
    .enablePositionalOptions()
  addStart(program)
  addRun(program)
  addClientCommands(program)
  addConfig(program)
  return program
}

const configHelp = 'YAML configuration file (default: VLCP_CONFIG, else /etc/vlcp.yaml if it exists; "" for none)'
const apiHelp = 'address of the server (default: VLCP_API, else http://127.0.0.1:8081)'

function addStart(program: Command): void {
  program
    .command('start')
    .description('run the controller until SIGTERM or Ctrl-C')
    .option('--config <file>', configHelp)
    .option('--ovsdb <endpoint>', 'OVSDB server, unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT; may be repeated', collect)
    .option('--openflow <endpoint>', 'where switches connect, tcp:ADDRESS:PORT or ssl:ADDRESS:PORT')
    .option('--tls-key <file>', 'private key for ssl endpoints, PEM')
    .option('--tls-certificate <file>', 'certificate of that key, PEM')
    .option('--tls-ca <file>', 'CA certificates that switches and OVSDB servers are verified by, PEM')
    .option('--api <endpoint>', 'where the HTTP API listens, tcp:ADDRESS:PORT')
    .option('--store <store>', 'embedded store, file:DIR')
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent')
    .action(async (flags: StartFlags) => (await import('./commands/start.ts')).start(flags))
}

function addRun(program: Command): void {
  program
    .command('run')
    .description('run a controller of your own, written in TypeScript or JavaScript')
    .argument('<file>', 'for example learning-switch.ts; it may import @vlcp/switch and all other packages')
    .argument('[argument...]', 'passed on to it')
    .passThroughOptions()
    .action(async (file: string, args: string[]) => (await import('./commands/run.ts')).run(file, args))
}

function addClientCommands(program: Command): void {
  program
    .command('call')
    .description('call an operation of a running server and print its result as JSON')
    .argument('<module>', 'for example viperflow; "vlcp call <module> discover" lists its operations')
    .argument('<operation>', 'for example createlogicalport')
    .argument('[key=value...]', 'parameters; JSON where a number, list or object is wanted')
    .option('--api <url>', apiHelp)
    .action(async (module: string, operation: string, parameters: string[], flags: ClientFlags) =>
      (await import('./commands/call.ts')).call(module, operation, parameters, flags),
    )
  program
    .command('status')
    .description('show the state of a running server')
    .option('--api <url>', apiHelp)
    .option('--json', 'print the answer as JSON')
    .action(async (flags: ClientFlags) => (await import('./commands/status.ts')).status(flags))
  program
    .command('flows')
    .description('list the flows of a bridge, each with the object it came from')
    .argument('<bridge>', 'name of the bridge, for example br0')
    .option('--api <url>', apiHelp)
    .option('--json', 'print the answer as JSON')
    .action(async (bridge: string, flags: ClientFlags) => (await import('./commands/flows.ts')).flows(bridge, flags))
}

function addConfig(program: Command): void {
  const config = program.command('config').description('work with the configuration')
  config
    .command('check')
    .description('check the configuration and say everything that is wrong with it')
    .option('--config <file>', configHelp)
    .action(async (flags: ConfigFlags) => (await import('./commands/config.ts')).checkConfig(flags))
  config
    .command('print')
    .description('print the effective configuration with the origin of each value')
    .option('--config <file>', configHelp)
    .action(async (flags: ConfigFlags) => (await import('./commands/config.ts')).printConfig(flags))
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value]
}

function readVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(Reflect.get(Object(description), 'version'))
}
