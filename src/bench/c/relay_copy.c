/*
 * The yardstick of `bench --compare`: a relay that only copies. No keys, no sessions, no checks: what
 * the kernel takes for the same datagrams, and little else.
 *
 * A datagram begins with its lobby (u16, little-endian) and the slot of its sender (u8). The sender's
 * address is learnt from it; the datagram goes unchanged to the other slots that were heard of.
 * IPv4 loopback. Usage: relay_copy PORT (0 = any); prints "port N"; ends at SIGTERM or at the end of
 * its input. Build: cc -O2 -o relay_copy relay_copy.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOBBIES = 65536, SLOTS = 64, HEADER = 3, BATCH_IN = 64, BATCH_OUT = 512, LARGEST = 2048, SOCKET_BUFFER = 4 << 20 };

static struct sockaddr_in peers[LOBBIES][SLOTS]; /* port 0 = never heard of */
static uint8_t slots_used[LOBBIES];
static uint8_t bytes[BATCH_IN][LARGEST];
static struct sockaddr_in from[BATCH_IN];
static struct iovec in_parts[BATCH_IN], out_parts[BATCH_OUT];
static struct mmsghdr in[BATCH_IN], out[BATCH_OUT];
static unsigned waiting;

/* Ends the relay when its input does, in a process of its own: a thread would make each system call dearer. */
static void end_with_input(void) {
  pid_t relay = getpid();
  if (fork() != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (char c; read(0, &c, 1) > 0;) {}
  if (getppid() == relay) kill(relay, SIGTERM);
  _exit(0);
}

static int open_socket(int port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = SOCKET_BUFFER, never_fragment = IP_PMTUDISC_DO;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  /* Saves the kernel an identifier for each datagram: 3 % of a send. */
  setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &never_fragment, sizeof never_fragment);
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || getsockname(fd, (struct sockaddr *)&at, &length)) {
    perror("relay_copy");
    exit(1);
  }
  printf("port %d\n", ntohs(at.sin_port));
  fflush(stdout);
  return fd;
}

/* What the kernel refuses is skipped: the rest still leaves. */
static void send_waiting(int fd) {
  for (unsigned sent = 0; sent < waiting;) {
    int n = sendmmsg(fd, out + sent, waiting - sent, 0);
    sent += n > 0 ? (unsigned)n : 1;
  }
  waiting = 0;
}

static void forward(int fd, unsigned i) {
  if (in[i].msg_len < HEADER || bytes[i][2] >= SLOTS) return;
  unsigned lobby = bytes[i][0] | bytes[i][1] << 8, slot = bytes[i][2];
  peers[lobby][slot] = from[i];
  if (slot >= slots_used[lobby]) slots_used[lobby] = (uint8_t)(slot + 1);
  for (unsigned to = 0; to < slots_used[lobby]; to++) {
    if (to == slot || peers[lobby][to].sin_port == 0) continue;
    out_parts[waiting].iov_base = bytes[i];
    out_parts[waiting].iov_len = in[i].msg_len;
    out[waiting].msg_hdr.msg_name = &peers[lobby][to];
    if (++waiting == BATCH_OUT) send_waiting(fd);
  }
}

int main(int count, char **arguments) {
  int fd = open_socket(count > 1 ? atoi(arguments[1]) : 0);
  end_with_input();
  for (unsigned i = 0; i < BATCH_IN; i++) {
    in_parts[i] = (struct iovec){bytes[i], LARGEST};
    in[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_iov = &in_parts[i], .msg_iovlen = 1};
  }
  for (unsigned i = 0; i < BATCH_OUT; i++)
    out[i].msg_hdr = (struct msghdr){.msg_namelen = sizeof from[0], .msg_iov = &out_parts[i], .msg_iovlen = 1};
  for (;;) {
    for (unsigned i = 0; i < BATCH_IN; i++) in[i].msg_hdr.msg_namelen = sizeof from[0];
    int n = recvmmsg(fd, in, BATCH_IN, MSG_WAITFORONE, NULL);
    for (int i = 0; i < n; i++) forward(fd, (unsigned)i);
    send_waiting(fd); /* before the next batch overwrites what the vectors point at */
  }
}
