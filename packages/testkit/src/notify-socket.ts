import { Background } from './background.ts'
import { searchPath } from './requirement.ts'

// Node has no UNIX datagram sockets; Perl is on every Debian. A name that begins with @ is an abstract one.
const program = `
  use Socket;
  my $path = $ARGV[0];
  $path =~ s/^@/\\0/;
  socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
  bind($socket, pack_sockaddr_un($path)) or die "bind: $!";
  $| = 1;
  print "listening\\n";
  while (defined recv($socket, my $message, 65536, 0)) {
    $message =~ s/\\n+$//;
    $message =~ s/\\n/ | /g;
    print "message $message\\n";
  }
`

/** What systemd is to a service: the socket that NOTIFY_SOCKET names (sd_notify(3)). */
export class NotifySocket {
  readonly #receiver: Background

  private constructor(receiver: Background) {
    this.#receiver = receiver
  }

  /** Listens at a path, or at an abstract name that begins with `@`. The caller closes it. */
  static async open(path: string): Promise<NotifySocket> {
    const receiver = new Background('perl', ['-e', program, path], {
      env: { PATH: searchPath() },
      title: 'the receiver of notifications',
    })
    const socket = new NotifySocket(receiver)
    await receiver.waitForLine(/^listening$/).catch(async (error: unknown) => {
      await socket.close()
      throw error
    })
    return socket
  }

  /** The messages so far, each on one line: `READY=1 | STATUS=…`. Those that only synchronise are left out. */
  get messages(): readonly string[] {
    return this.#receiver.lines
      .filter((line) => line.startsWith('message ') && line !== 'message BARRIER=1')
      .map((line) => line.slice('message '.length))
  }

  async close(): Promise<void> {
    await this.#receiver.stop('SIGKILL')
  }
}
