/*
 * A learning Ethernet switch in user space, for tests: what a kernel without netem and iptables
 * cannot do. It forwards frames between interfaces over AF_PACKET sockets, with a delay and a
 * random loss per pair of ports and with drop rules, all of which change at run time.
 *
 *   lan_switch --plain IF...         switches the offloads of these interfaces off and ends:
 *                                    frames of a sender that leaves checksums or segmentation to
 *                                    its card are not what a cable would carry
 *   lan_switch SEED NAME=IF...       says "ready" and serves, until its standard input ends
 *
 * Commands, one a line; each is answered with one line, "ok" or "error: ...":
 *
 *   cut A,B from C,D                 nothing passes between these, in both directions
 *   block A,B to C,D                 nothing passes from the first to the second
 *   silence A,B                      nothing passes to or from these
 *   heal                             all of that is over; delay and loss stay
 *   delay A-B MS | delay all MS      each way
 *   loss A-B PERCENT | loss all PERCENT   of the frames in each direction
 *   stats                            ok forwarded N cut N lost N overflowed N missed N
 *
 * Frames in flight when a rule changes obey the rule of the moment they came in.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_PORTS 16
#define MAX_NAME 16
#define MAX_STATIONS 256
#define MAX_FRAME 2048
#define BATCH 64
#define MAX_WAITING 32768
#define LINE_BYTES 512
#define SOCKET_BYTES (8 << 20)

struct port {
    char name[MAX_NAME];
    int socket;
    /* Frames that leave with the next flush; they point into the batch just read or into waiting frames. */
    struct mmsghdr out[BATCH];
    struct iovec out_bytes[BATCH];
    int out_count;
};

struct station {
    uint8_t mac[ETH_ALEN];
    int port;
};

struct waiting {
    int64_t due;
    uint64_t order;
    int to;
    int length;
    uint8_t bytes[MAX_FRAME];
};

static struct port ports[MAX_PORTS];
static int port_count;
static struct station stations[MAX_STATIONS];
static int station_count;

static int blocked[MAX_PORTS][MAX_PORTS];
static int64_t delay_nanos[MAX_PORTS][MAX_PORTS];
/* Of 2^32: a frame is lost if a random number is below. */
static uint64_t loss[MAX_PORTS][MAX_PORTS];

/* A heap by due time, then by order of arrival; the frames themselves stay where they are. */
static struct waiting *heap[MAX_WAITING];
static int heap_count;
static struct waiting *spare[MAX_WAITING];
static int spare_count;
static uint64_t next_order;

static uint64_t forwarded, cut, lost, overflowed;
static uint64_t random_state;

static void fail(const char *what) {
    fprintf(stderr, "lan_switch: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* xorshift64*: the high half is good enough for dice. */
static uint32_t dice(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * 0x2545F4914F6CDD1DULL) >> 32);
}

/* ---- interfaces */

static void make_plain(const char *interface) {
    static const uint32_t features[] = {ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO};
    int any = socket(AF_INET, SOCK_DGRAM, 0);
    if (any < 0) fail("socket");
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        struct ethtool_value off = {.cmd = features[i], .data = 0};
        struct ifreq request;
        memset(&request, 0, sizeof request);
        snprintf(request.ifr_name, IFNAMSIZ, "%s", interface);
        request.ifr_data = (char *)&off;
        if (ioctl(any, SIOCETHTOOL, &request) < 0) fail(interface);
    }
    close(any);
}

static int open_interface(const char *interface) {
    /* Protocol 0: nothing is received before the socket is bound to its one interface. */
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("AF_PACKET socket");
    int yes = 1, bytes = SOCKET_BYTES;
    if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes) < 0)
        fail("PACKET_IGNORE_OUTGOING");
    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes);
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    address.sll_ifindex = (int)if_nametoindex(interface);
    if (address.sll_ifindex == 0) fail(interface);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail(interface);
    return fd;
}

static void add_port(const char *word) {
    const char *equals = strchr(word, '=');
    errno = EINVAL;
    if (equals == NULL || equals == word || equals - word >= MAX_NAME || port_count == MAX_PORTS)
        fail(word);
    struct port *port = &ports[port_count++];
    memcpy(port->name, word, (size_t)(equals - word));
    port->socket = open_interface(equals + 1);
}

/* ---- frames that wait for their time */

static int earlier(const struct waiting *a, const struct waiting *b) {
    return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void swap(int a, int b) {
    struct waiting *frame = heap[a];
    heap[a] = heap[b];
    heap[b] = frame;
}

static void push(struct waiting *frame) {
    int at = heap_count++;
    heap[at] = frame;
    while (at > 0 && earlier(heap[at], heap[(at - 1) / 2])) {
        swap(at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static struct waiting *pop(void) {
    struct waiting *first = heap[0];
    heap[0] = heap[--heap_count];
    int at = 0;
    for (;;) {
        int least = at, left = 2 * at + 1;
        if (left < heap_count && earlier(heap[left], heap[least])) least = left;
        if (left + 1 < heap_count && earlier(heap[left + 1], heap[least])) least = left + 1;
        if (least == at) return first;
        swap(at, least);
        at = least;
    }
}

static void hold(int to, const uint8_t *bytes, int length, int64_t due) {
    if (heap_count == MAX_WAITING) {
        overflowed++;
        return;
    }
    struct waiting *frame = spare_count > 0 ? spare[--spare_count] : malloc(sizeof *frame);
    if (frame == NULL) fail("memory");
    frame->due = due;
    frame->order = next_order++;
    frame->to = to;
    frame->length = length;
    memcpy(frame->bytes, bytes, (size_t)length);
    push(frame);
}

/* ---- forwarding */

static void flush(struct port *port) {
    int sent = 0;
    while (sent < port->out_count) {
        int done = sendmmsg(port->socket, port->out + sent, (unsigned)(port->out_count - sent), 0);
        if (done > 0) {
            forwarded += (uint64_t)done;
            sent += done;
        } else if (errno != EINTR) {
            /* A full queue, or an interface that went down: that frame is lost, the next may pass. */
            overflowed++;
            sent++;
        }
    }
    port->out_count = 0;
}

static void flush_all(void) {
    for (int i = 0; i < port_count; i++) flush(&ports[i]);
}

static void send_now(int to, uint8_t *bytes, int length) {
    struct port *port = &ports[to];
    struct mmsghdr *message = &port->out[port->out_count];
    port->out_bytes[port->out_count].iov_base = bytes;
    port->out_bytes[port->out_count].iov_len = (size_t)length;
    memset(message, 0, sizeof *message);
    message->msg_hdr.msg_iov = &port->out_bytes[port->out_count];
    message->msg_hdr.msg_iovlen = 1;
    if (++port->out_count == BATCH) flush(port);
}

static void forward(int from, int to, uint8_t *bytes, int length, int64_t now) {
    if (blocked[from][to]) {
        cut++;
    } else if (dice() < loss[from][to]) {
        lost++;
    } else if (delay_nanos[from][to] > 0) {
        hold(to, bytes, length, now + delay_nanos[from][to]);
    } else {
        send_now(to, bytes, length);
    }
}

/* The port behind which this address was last seen; -1 if it never was, or is no single station's. */
static int port_of(const uint8_t *mac) {
    if (mac[0] & 1) return -1;
    for (int i = 0; i < station_count; i++)
        if (memcmp(stations[i].mac, mac, ETH_ALEN) == 0) return stations[i].port;
    return -1;
}

static void learn(const uint8_t *mac, int port) {
    if (mac[0] & 1) return;
    for (int i = 0; i < station_count; i++) {
        if (memcmp(stations[i].mac, mac, ETH_ALEN) == 0) {
            stations[i].port = port;
            return;
        }
    }
    if (station_count == MAX_STATIONS) return;
    memcpy(stations[station_count].mac, mac, ETH_ALEN);
    stations[station_count++].port = port;
}

static void on_frame(int from, uint8_t *bytes, int length, int64_t now) {
    if (length < ETH_HLEN) return;
    learn(bytes + ETH_ALEN, from);
    int to = port_of(bytes);
    if (to == from) return;
    if (to >= 0) {
        forward(from, to, bytes, length, now);
        return;
    }
    for (int other = 0; other < port_count; other++)
        if (other != from) forward(from, other, bytes, length, now);
}

static void receive(int from) {
    static uint8_t bytes[BATCH][MAX_FRAME];
    struct mmsghdr messages[BATCH];
    struct iovec buffers[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        buffers[i].iov_base = bytes[i];
        buffers[i].iov_len = MAX_FRAME;
        messages[i].msg_hdr.msg_iov = &buffers[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int count = recvmmsg(ports[from].socket, messages, BATCH, 0, NULL);
    int64_t now = now_nanos();
    for (int i = 0; i < count; i++) on_frame(from, bytes[i], (int)messages[i].msg_len, now);
    flush_all();
}

static void send_due(void) {
    struct waiting *done[BATCH];
    while (heap_count > 0 && heap[0]->due <= now_nanos()) {
        int count = 0;
        int64_t now = now_nanos();
        while (count < BATCH && heap_count > 0 && heap[0]->due <= now) {
            done[count] = pop();
            send_now(done[count]->to, done[count]->bytes, done[count]->length);
            count++;
        }
        flush_all();
        for (int i = 0; i < count; i++) spare[spare_count++] = done[i];
    }
}

/* ---- commands */

/* The ports of a list such as "1,2" as bits; 0 if one of them is unknown. */
static unsigned set_of(const char *list) {
    unsigned set = 0;
    char copy[LINE_BYTES];
    snprintf(copy, sizeof copy, "%s", list);
    for (char *name = strtok(copy, ","); name != NULL; name = strtok(NULL, ",")) {
        int found = -1;
        for (int i = 0; i < port_count; i++)
            if (strcmp(ports[i].name, name) == 0) found = i;
        if (found < 0) return 0;
        set |= 1u << found;
    }
    return set;
}

static void block(unsigned from, unsigned to) {
    for (int a = 0; a < port_count; a++)
        for (int b = 0; b < port_count; b++)
            if (from >> a & 1 && to >> b & 1) blocked[a][b] = 1;
}

/* "all" or "A-B" as pairs of ports, in both directions. */
static int each_pair(const char *pair, int value_is_delay, double value) {
    char copy[LINE_BYTES];
    snprintf(copy, sizeof copy, "%s", pair);
    unsigned one = ~0u, other = ~0u;
    if (strcmp(pair, "all") != 0) {
        char *dash = strchr(copy, '-');
        if (dash == NULL) return 0;
        *dash = 0;
        one = set_of(copy);
        other = set_of(dash + 1);
        if (one == 0 || other == 0) return 0;
    }
    for (int a = 0; a < port_count; a++) {
        for (int b = 0; b < port_count; b++) {
            int meant = (one >> a & 1 && other >> b & 1) || (one >> b & 1 && other >> a & 1);
            if (!meant) continue;
            if (value_is_delay) delay_nanos[a][b] = (int64_t)(value * 1e6);
            else loss[a][b] = (uint64_t)(value / 100 * 4294967296.0);
        }
    }
    return 1;
}

static uint64_t missed(void) {
    static uint64_t total;
    for (int i = 0; i < port_count; i++) {
        struct tpacket_stats since = {0};
        socklen_t size = sizeof since;
        /* The kernel counts from the last question on. */
        if (getsockopt(ports[i].socket, SOL_PACKET, PACKET_STATISTICS, &since, &size) == 0)
            total += since.tp_drops;
    }
    return total;
}

static int obey(const char *line) {
    char a[LINE_BYTES], b[LINE_BYTES];
    double value;
    unsigned one, other;
    int both = sscanf(line, "cut %s from %s", a, b) == 2;
    if (both || sscanf(line, "block %s to %s", a, b) == 2) {
        if ((one = set_of(a)) == 0 || (other = set_of(b)) == 0) return 0;
        block(one, other);
        if (both) block(other, one);
        return 1;
    }
    if (sscanf(line, "silence %s", a) == 1) {
        if ((one = set_of(a)) == 0) return 0;
        block(one, ~0u);
        block(~0u, one);
        return 1;
    }
    if (strcmp(line, "heal") == 0) {
        memset(blocked, 0, sizeof blocked);
        return 1;
    }
    if (sscanf(line, "delay %s %lf", a, &value) == 2 && value >= 0) return each_pair(a, 1, value);
    if (sscanf(line, "loss %s %lf", a, &value) == 2 && value >= 0 && value <= 100)
        return each_pair(a, 0, value);
    return 0;
}

static void on_line(const char *line) {
    if (strcmp(line, "stats") == 0) {
        printf("ok forwarded %llu cut %llu lost %llu overflowed %llu missed %llu\n",
               (unsigned long long)forwarded, (unsigned long long)cut, (unsigned long long)lost,
               (unsigned long long)overflowed, (unsigned long long)missed());
    } else if (obey(line)) {
        printf("ok\n");
    } else {
        printf("error: %s\n", line);
    }
    fflush(stdout);
}

/* 0 at the end of the input: whoever gave the commands is gone. */
static int on_input(void) {
    static char line[LINE_BYTES];
    static size_t used;
    char bytes[LINE_BYTES];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) return count < 0 && errno == EINTR;
    for (ssize_t i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            line[used] = 0;
            used = 0;
            on_line(line);
        } else if (used < sizeof line - 1) {
            line[used++] = bytes[i];
        }
    }
    return 1;
}

static void serve(void) {
    struct pollfd wanted[MAX_PORTS + 1];
    for (int i = 0; i < port_count; i++) wanted[i] = (struct pollfd){ports[i].socket, POLLIN, 0};
    wanted[port_count] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
    for (;;) {
        int64_t wait = heap_count > 0 ? heap[0]->due - now_nanos() : 1000000000LL;
        if (wait < 0) wait = 0;
        struct timespec limit = {wait / 1000000000LL, wait % 1000000000LL};
        int ready = ppoll(wanted, (nfds_t)port_count + 1, &limit, NULL);
        if (ready < 0 && errno != EINTR) fail("ppoll");
        send_due();
        if (ready <= 0) continue;
        for (int i = 0; i < port_count; i++)
            if (wanted[i].revents) receive(i);
        if (wanted[port_count].revents && !on_input()) return;
    }
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "lan_switch --plain IF... | lan_switch SEED NAME=IF...\n");
        return 2;
    }
    if (strcmp(argv[1], "--plain") == 0) {
        for (int i = 2; i < argc; i++) make_plain(argv[i]);
        return 0;
    }
    /* Spread over all bits: small seeds would begin with small numbers. */
    random_state = strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15ULL | 1;
    for (int i = 2; i < argc; i++) add_port(argv[i]);
    printf("ready\n");
    fflush(stdout);
    serve();
    return 0;
}
