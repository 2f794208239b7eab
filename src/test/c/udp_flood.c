/*
 * Floods a UDP port with datagrams of forged sources, for tests: Ethernet frames over an AF_PACKET
 * socket, so that nothing on this machine looks at the addresses.
 *
 *   udp_flood INTERFACE OWN_MAC THEIR_MAC ADDRESS PORT PER_SECOND SECONDS SEED FILE
 *
 * FILE holds the datagrams, sent in turn. Each: source address u32 and port u16, both in network
 * order, 0 = a random one each time; then little-endian u16 length, u16 from, u16 to; then the
 * bytes, of which those from "from" to before "to" are drawn anew each time. Length 0: 1 to 1,400
 * random bytes, and no bytes follow.
 *
 * At the end says "sent N bytes B answered N bytes B": what left and what came by the interface,
 * Ethernet headers included, as the kernel counted it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 32
#define MAX_DATAGRAM 1472
#define MAX_GARBAGE 1400
#define MAX_FRAME (ETH_HLEN + 28 + MAX_DATAGRAM)
#define RECORD_HEAD 12
#define NANOS 1000000000LL

struct record {
    const uint8_t *head;
    const uint8_t *bytes;
    unsigned length, from, to;
};

static uint64_t random_state;
static uint8_t frames[BATCH][MAX_FRAME + 8];
static struct mmsghdr messages[BATCH];
static struct iovec buffers[BATCH];

static void fail(const char *what) {
    fprintf(stderr, "udp_flood: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t dice(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545F4914F6CDD1DULL;
}

static int64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NANOS + now.tv_nsec;
}

/* May write up to seven bytes more. */
static void fill(uint8_t *at, unsigned count) {
    for (unsigned i = 0; i < count; i += 8) {
        uint64_t eight = dice();
        memcpy(at + i, &eight, 8);
    }
}

/* One that a host of the internet can have, in network order; none of a private network. */
static uint32_t source(void) {
    for (;;) {
        uint32_t address = (uint32_t)(dice() >> 32);
        unsigned first = address >> 24;
        if (first != 0 && first != 10 && first != 127 && first < 224) return htonl(address);
    }
}

static uint16_t checksum(const uint8_t *bytes, unsigned count) {
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i += 2) sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
    while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
    return htons((uint16_t)~sum);
}

static unsigned u16(const uint8_t *at) { return (unsigned)(at[0] | at[1] << 8); }

static struct record *read_records(const char *file, unsigned *count) {
    FILE *in = fopen(file, "rb");
    if (in == NULL) fail(file);
    fseek(in, 0, SEEK_END);
    size_t size = (size_t)ftell(in);
    rewind(in);
    uint8_t *all = malloc(size + 1);
    if (all == NULL || fread(all, 1, size, in) != size) fail(file);
    fclose(in);
    struct record *records = calloc(size / RECORD_HEAD + 1, sizeof *records);
    if (records == NULL) fail("memory");
    *count = 0;
    for (size_t at = 0; at + RECORD_HEAD <= size;) {
        struct record *record = &records[(*count)++];
        record->head = all + at;
        record->length = u16(all + at + 6);
        record->from = u16(all + at + 8);
        record->to = u16(all + at + 10);
        record->bytes = all + at + RECORD_HEAD;
        at += RECORD_HEAD + record->length;
        errno = EINVAL;
        if (record->length > MAX_DATAGRAM || record->to > record->length || at > size) fail(file);
    }
    if (*count == 0) fail(file);
    return records;
}

static unsigned make(uint8_t *frame, const struct record *record) {
    struct iphdr *ip = (struct iphdr *)(frame + ETH_HLEN);
    struct udphdr *udp = (struct udphdr *)(ip + 1);
    uint8_t *body = (uint8_t *)(udp + 1);
    unsigned length = record->length;
    if (length == 0) {
        length = 1 + (unsigned)(dice() >> 33) % MAX_GARBAGE;
        fill(body, length);
    } else {
        if (record->to > record->from) fill(body + record->from, record->to - record->from);
        memcpy(body, record->bytes, record->from);
        memcpy(body + record->to, record->bytes + record->to, length - record->to);
    }
    memcpy(&ip->saddr, record->head, 4);
    memcpy(&udp->source, record->head + 4, 2);
    if (ip->saddr == 0) ip->saddr = source();
    if (udp->source == 0) udp->source = (uint16_t)(dice() >> 48) | 1;
    udp->len = htons((uint16_t)(sizeof *udp + length));
    ip->tot_len = htons((uint16_t)(sizeof *ip + sizeof *udp + length));
    ip->check = 0;
    ip->check = checksum((uint8_t *)ip, sizeof *ip);
    return ETH_HLEN + (unsigned)(sizeof *ip + sizeof *udp) + length;
}

static void prepare(char **argv) {
    unsigned own[6], their[6];
    errno = EINVAL;
    if (sscanf(argv[2], "%x:%x:%x:%x:%x:%x", own, own + 1, own + 2, own + 3, own + 4, own + 5) != 6
        || sscanf(argv[3], "%x:%x:%x:%x:%x:%x", their, their + 1, their + 2, their + 3, their + 4,
                  their + 5) != 6)
        fail("MAC");
    for (int i = 0; i < BATCH; i++) {
        for (int b = 0; b < 6; b++) {
            frames[i][b] = (uint8_t)their[b];
            frames[i][ETH_ALEN + b] = (uint8_t)own[b];
        }
        frames[i][12] = 8;
        struct iphdr *ip = (struct iphdr *)(frames[i] + ETH_HLEN);
        struct udphdr *udp = (struct udphdr *)(ip + 1);
        *ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP};
        if (inet_pton(AF_INET, argv[4], &ip->daddr) != 1) fail(argv[4]);
        udp->dest = htons((uint16_t)atoi(argv[5]));
        /* 0: the sender did not compute one (RFC 768). */
        udp->check = 0;
        buffers[i].iov_base = frames[i];
        messages[i].msg_hdr.msg_iov = &buffers[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
}

static int open_interface(const char *interface) {
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("AF_PACKET socket");
    int yes = 1;
    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
    struct sockaddr_ll address = {.sll_family = AF_PACKET};
    address.sll_ifindex = (int)if_nametoindex(interface);
    if (address.sll_ifindex == 0) fail(interface);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail(interface);
    return fd;
}

static long long statistic(const char *interface, const char *name) {
    char path[128];
    long long value;
    snprintf(path, sizeof path, "/sys/class/net/%s/statistics/%s", interface, name);
    FILE *in = fopen(path, "r");
    if (in == NULL || fscanf(in, "%lld", &value) != 1) fail(path);
    fclose(in);
    return value;
}

static void send_batch(int fd, unsigned count) {
    unsigned sent = 0;
    while (sent < count) {
        int done = sendmmsg(fd, messages + sent, count - sent, 0);
        if (done > 0) sent += (unsigned)done;
        else if (errno != EINTR && errno != ENOBUFS && errno != EAGAIN) fail("sendmmsg");
    }
}

int main(int argc, char **argv) {
    if (argc != 10) {
        fprintf(stderr, "udp_flood INTERFACE OWN_MAC THEIR_MAC ADDRESS PORT PER_SECOND SECONDS SEED FILE\n");
        return 2;
    }
    double per_second = atof(argv[6]);
    int64_t length = (int64_t)(atof(argv[7]) * (double)NANOS);
    random_state = strtoull(argv[8], NULL, 10) * 0x9E3779B97F4A7C15ULL | 1;
    unsigned count, next = 0;
    struct record *records = read_records(argv[9], &count);
    prepare(argv);
    int fd = open_interface(argv[1]);
    static const char *names[] = {"tx_packets", "tx_bytes", "rx_packets", "rx_bytes"};
    long long before[4];
    for (int i = 0; i < 4; i++) before[i] = statistic(argv[1], names[i]);
    int64_t began = now_nanos(), now = began;
    double sent = 0;
    while (now - began < length) {
        double due = (double)(now - began) / (double)NANOS * per_second;
        unsigned batch = due - sent > BATCH ? BATCH : due > sent ? (unsigned)(due - sent) : 0;
        for (unsigned i = 0; i < batch; i++) {
            buffers[i].iov_len = make(frames[i], &records[next]);
            next = (next + 1) % count;
        }
        send_batch(fd, batch);
        sent += batch;
        if (batch < BATCH) usleep(200);
        now = now_nanos();
    }
    /* What is still to be answered. */
    usleep(300000);
    for (int i = 0; i < 4; i++) before[i] = statistic(argv[1], names[i]) - before[i];
    printf("sent %lld bytes %lld answered %lld bytes %lld\n", before[0], before[1], before[2], before[3]);
    return 0;
}
