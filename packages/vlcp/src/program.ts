import { Command, type CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import type { ClientFlags } from './commands/client-options.ts'
import type { ConsoleFlags, EventsFlags } from './commands/console.ts'
import type { DecodeFlags } from './commands/openflow-decode.ts'
import { collect, configHelp, setHelp, storeHelp } from './option.ts'
import { addStore } from './store-program.ts'
import type { ConfigFlags, StartFlags } from './configuration.ts'

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
  addConsole(program)
  addOpenflow(program)
  addConfig(program)
  addStore(program)
  return program
}

const apiHelp = 'address of the server (default: VLCP_API, else http://127.0.0.1:8081)'

function addStart(program: Command): void {
  program
    .command('start')
    .description('run the controller until SIGTERM or Ctrl-C')
    .option('--config <file>', configHelp)
    .option('--set <key=value>', setHelp, collect)
    .option('--ovsdb <endpoint>', 'OVSDB server, unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT; may be repeated', collect)
    .option('--openflow <endpoint>', 'where switches connect, tcp:ADDRESS:PORT or ssl:ADDRESS:PORT')
    .option('--tls-key <file>', 'private key for ssl endpoints, PEM')
    .option('--tls-certificate <file>', 'certificate of that key, PEM')
    .option('--tls-ca <file>', 'CA certificates that switches and OVSDB servers are verified by, PEM')
    .option('--api <endpoint>', 'where the HTTP API listens, tcp:ADDRESS:PORT')
    .option('--store <store>', storeHelp)
    .option('--workers <n>', 'processes that share API, switches and store (default: 1)')
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent')
    .argument('[module...]', 'modules of your own to load: files, or names of npm packages')
    .action(async (modules: string[], flags: StartFlags) => (await import('./commands/start.ts')).start(flags, modules))
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

const socketHelp = 'UNIX socket of the server (default: VLCP_MODULE_CONSOLE_SOCKET, else /var/run/vlcp/console.sock)'

const consoleHelp = `
Without a command it reads commands: at a terminal with completion (Tab) and history, else from standard input. "vlcp console
help" lists them. Ctrl-C ends what runs, twice it leaves.

Exit code: 0 everything went well, 1 a command failed or the server has ended.

Examples:
  vlcp console modules
  vlcp console call viperflow listlogicalnetworks
  vlcp console events ModuleStateChange service=web`

const eventsHelp = `
The filter is the name of an event class, whose subclasses count too, or *, and then fields with the values they must have;
* is any value. A value is a JSON literal or else text.

Examples:
  vlcp events
  vlcp events --match 'ModuleStateChange service=web'
  vlcp events --match 'ModuleNotification target=controller attributes.port=eth1' --json`

function addConsole(program: Command): void {
  program
    .command('console')
    .description('look into a running server on this machine, and call everything in it')
    .argument('[command...]', 'one command to run, instead of reading them')
    .option('--socket <path>', socketHelp)
    .option('--json', 'print answers as JSON')
    .addHelpText('after', consoleHelp)
    .passThroughOptions()
    .action(async (words: string[], flags: ConsoleFlags) =>
      (await import('./commands/console.ts')).openConsole(words, flags),
    )
  program
    .command('events')
    .description('print the events of a running server on this machine as they come')
    .option('--match <filter>', 'class and fields of the events', '*')
    .option('--json', 'print one JSON object a line')
    .option('--limit <number>', 'end after so many')
    .option('--socket <path>', socketHelp)
    .addHelpText('after', eventsHelp)
    .action(async (flags: EventsFlags) => (await import('./commands/console.ts')).events(flags))
}

const decodeHelp = `
Prints one line of JSON for each message:
  {"ok":true,"version":"1.3","type":"OFPT_…","message":{…},"reencoded":"HEX"}
  {"ok":false,"error":"field and reason","offset":N}
In "message" enumerations and flags are names, addresses are text, bytes are hexadecimal digits, and numbers of 64 bits and
more are decimal text, so that nothing is rounded. "reencoded" is the message encoded from its decoded form; where it differs,
padding was not zero. "offset" counts bytes from the start of the message; "start", if present, says where in the hexadecimal
text the message begins, and "line" the line of standard input. With --pcap each line also has "from", "to" and "time",
and "bytes" holds a message that cannot be decoded.

Exit code: 0 all messages are good, 1 some are not, 2 wrong usage or unreadable input.

Examples:
  vlcp openflow decode 0400000800000001
  vlcp openflow decode < messages.txt          one or more messages a line, # begins a comment
  tcpdump -i any -U -w - port 6653 | vlcp openflow decode --pcap - --text`

function addOpenflow(program: Command): void {
  // As grep does: 1 says that a message is bad, so wrong usage is 2.
  const end = ({ exitCode }: CommanderError): void => process.exit(exitCode === 0 ? 0 : 2)
  const openflow = program.command('openflow').description('work with OpenFlow messages').exitOverride(end)
  openflow
    .command('decode')
    .description('decode OpenFlow messages of any version and print what they say')
    .argument('[hex...]', 'messages as hexadecimal digits; lines of standard input when absent')
    .option('--pcap <file>', 'read the messages from a capture, pcap or pcapng; - for standard input')
    .option('--port <number>', 'TCP port of OpenFlow in the capture (default: 6653 and 6633); may be repeated', collect)
    .option('--text', 'print text for people instead of JSON')
    .addHelpText('after', decodeHelp)
    .action(async (hex: string[], flags: DecodeFlags) =>
      (await import('./commands/openflow-decode.ts')).openflowDecode(hex, flags),
    )
}

function addConfig(program: Command): void {
  const config = program.command('config').description('work with the configuration')
  const add = (name: string, description: string): Command =>
    config
      .command(name)
      .description(description)
      .option('--config <file>', configHelp)
      .option('--set <key=value>', setHelp, collect)
  add('check', 'check the configuration and say everything that is wrong with it').action(async (flags: ConfigFlags) =>
    (await import('./commands/config.ts')).checkConfig(flags),
  )
  add('print', 'print the effective configuration with the origin of each value').action(async (flags: ConfigFlags) =>
    (await import('./commands/config.ts')).printConfig(flags),
  )
  add('docs', 'print what every key means, as Markdown').action(async (flags: ConfigFlags) =>
    (await import('./commands/config.ts')).documentConfig(flags),
  )
  config
    .command('import')
    .description('print as YAML what a "key = literal" file of the Python VLCP says')
    .argument('<file>', 'for example /etc/vlcp.conf')
    .action(async (file: string) => (await import('./commands/config.ts')).importConfig(file))
}

function readVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(Reflect.get(Object(description), 'version'))
}
