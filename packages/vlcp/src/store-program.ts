import type { Command } from 'commander'
import type { CheckFlags } from './commands/store-check.ts'
import type { MigrateFlags } from './commands/store-migrate.ts'
import type { WatchFlags } from './commands/store-watch.ts'
import type { ImportFlags } from './commands/store.ts'
import { collect, configHelp, setHelp, storeHelp } from './option.ts'
import type { StoreFlags } from './store/with-store.ts'

const storeGroupHelp = `
The store is the one of the configuration, as "vlcp start" would open it; no server has to run, and one may.

Examples:
  vlcp store export backup.jsonl
  vlcp store import backup.jsonl --store redis://127.0.0.1:6379
  vlcp store migrate --from-reference redis://127.0.0.1:6379/0 --dry-run
  vlcp store check --repair
  vlcp store watch --class LogicalPort`

const exportHelp = `
The file is JSON Lines: a header, a line per key, a trailer with the SHA-256 of the rest. It holds the store as it was at
one moment, whoever writes meanwhile, and is there as a whole or not at all.`

const importHelp = `
Nothing is written unless the whole file is good. An import that was interrupted is finished by running it again. A store that
running servers use is changed only with --live: their switches follow step by step.`

const migrateHelp = `
Without --from-reference objects that an older VLCP has written are brought into today's form; servers may run.

With it, physical and logical networks and their ports are created from what the Python VLCP stored, in any codec it had. What
has no place here is listed, and nothing is changed there. VLCP_REFERENCE_PASSWORD may hold the password of its Redis.`

const checkHelp = `
Exit code: 0 healthy, or everything was repaired; 1 something is left.`

const watchHelp = `
Every commit is shown once and in order, also after the connection was lost. When too many were missed, "gap" says so, and
what has changed in the meantime follows as one.`

/** `vlcp store …` */
export function addStore(program: Command): void {
  const store = program.command('store').description('work with the store').addHelpText('after', storeGroupHelp)
  const add = (name: string, description: string, help: string): Command =>
    store
      .command(name)
      .description(description)
      .option('--config <file>', configHelp)
      .option('--set <key=value>', setHelp, collect)
      .option('--store <store>', storeHelp)
      .option('--json', 'print the result as JSON, without progress')
      .addHelpText('after', help)
  add('export', 'write what the store holds to a file', exportHelp)
    .argument('[file]', 'standard output when absent')
    .action(async (file: string | undefined, flags: StoreFlags) =>
      (await import('./commands/store.ts')).storeExport(file, flags),
    )
  add('import', 'write what a file of "vlcp store export" holds into the store, which must be empty', importHelp)
    .argument('<file>', '- for standard input')
    .option('--merge', 'into a store that is not empty; keys that the file does not have stay')
    .option('--replace', 'into a store that is not empty; keys that the file does not have are deleted')
    .option('--live', 'while servers use the store')
    .action(async (file: string, flags: ImportFlags) => (await import('./commands/store.ts')).storeImport(file, flags))
  add('migrate', "bring stored objects into today's form, or take over those of the Python VLCP", migrateHelp)
    .option('--from-reference <url|file>', 'redis://HOST:PORT/DATABASE of the Python VLCP, or a dump.rdb of it')
    .option('--database <number>', 'number of the database in a dump (default: 0)')
    .option('--dry-run', 'with --from-reference: only say what would be done')
    .action(async (flags: MigrateFlags) => (await import('./commands/store-migrate.ts')).storeMigrate(flags))
  add('check', 'look for values that cannot be read, wrong index entries and unknown keys', checkHelp)
    .option('--repair', 'mend index entries and dangling references; damaged values are never touched')
    .action(async (flags: CheckFlags) => (await import('./commands/store-check.ts')).storeCheck(flags))
  add('watch', 'show commits as they happen, until Ctrl-C', watchHelp)
    .option('--class <name>', 'only objects of this class, for example LogicalPort, and their index entries')
    .option('--since <revision>', 'begin after this revision instead of now')
    .action(async (flags: WatchFlags) => (await import('./commands/store-watch.ts')).storeWatch(flags))
}
