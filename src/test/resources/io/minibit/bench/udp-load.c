/*
 * Announces to a UDP tracker (BEP 15) as fast as it answers, or at a set rate, and says how many
 * answers came and how long they took. In C, so that one core can drive any tracker on another:
 * batches by sendmmsg and recvmmsg, nothing allocated once it runs.
 *
 *   udp-load hashes TORRENTS
 *       prints the info hashes that it announces, in hex, one a line
 *   udp-load fill HOST PORT TORRENTS PEERS
 *       announces every peer once
 *   udp-load run HOST PORT TORRENTS PEERS SECONDS RATE
 *       announces random ones of these peers; RATE a second, or 0 for all that the tracker takes
 *
 * Peer n is in torrent n % TORRENTS with port 1024 + n / TORRENTS; each fourth has all. It speaks
 * from socket n % SOCKETS, each bound to a loopback address of its own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum {
  SOCKETS = 4,
  CLOSED_LOOP_SLOTS = 64, /* in flight at each socket when the tracker sets the pace */
  MAX_SLOTS = 8192,       /* when the rate is set */
  BATCH = 64,
  ANNOUNCE_BYTES = 98,
  ANSWER_BYTES = 2048,
  NUM_WANT = 50,
  PAUSE_NANOS = 20000,
  BUCKETS = 200000 /* of a microsecond */
};

static const uint64_t LOST_NANOS = 500000000;
static const uint64_t ID_NANOS = 100000000000;

struct announce {
  uint64_t connection_id;
  uint32_t action, transaction_id;
  uint8_t info_hash[20], peer_id[20];
  uint64_t downloaded, left, uploaded;
  uint32_t event, address, key, num_want;
  uint16_t port;
} __attribute__((packed));

struct client {
  int fd;
  uint64_t connection_id;
  int slots, free_count;
  uint32_t free[MAX_SLOTS];
  uint32_t transaction[MAX_SLOTS]; /* 0 when free */
  uint64_t sent_at[MAX_SLOTS];
};

static struct client clients[SOCKETS];
static uint8_t (*hashes)[20];
static uint32_t histogram[BUCKETS];
static uint64_t seed = 88172645463325252ull;
static uint64_t sent, answered, failed, lost, bytes_in;

static uint64_t nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000ull + now.tv_nsec;
}

static uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

static uint64_t next_random(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void make_hashes(long torrents) {
  hashes = malloc(torrents * sizeof *hashes);
  for (long i = 0; i < torrents; i++) {
    uint64_t words[3] = {mix(3 * i), mix(3 * i + 1), mix(3 * i + 2)};
    memcpy(hashes[i], words, 20);
  }
}

/* Gets a connection id. A tracker need not take one for longer than two minutes, and what is in
   flight by then is lost. */
static void get_connection_id(struct client *client) {
  uint8_t request[16] = {0, 0, 4, 0x17, 0x27, 0x10, 0x19, 0x80, 0, 0, 0, 0, 1, 2, 3, 4};
  uint8_t answer[ANSWER_BYTES];
  struct pollfd readable = {.fd = client->fd, .events = POLLIN};
  for (int attempt = 0; attempt < 50; attempt++) {
    if (send(client->fd, request, sizeof request, 0) < 0 && errno != ECONNREFUSED) die("send");
    while (poll(&readable, 1, 200) == 1) {
      static const uint8_t head[8] = {0, 0, 0, 0, 1, 2, 3, 4};
      if (recv(client->fd, answer, sizeof answer, 0) < 16 || memcmp(answer, head, 8) != 0) continue;
      memcpy(&client->connection_id, answer + 8, 8);
      return;
    }
  }
  fprintf(stderr, "no tracker\n");
  exit(1);
}

static void connect_client(struct client *client, int number, const char *host, int port, int slots) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001 + number)};
  struct sockaddr_in tracker = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, host, &tracker.sin_addr);
  client->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  int room = 1 << 20;
  setsockopt(client->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  if (bind(client->fd, (struct sockaddr *)&own, sizeof own) < 0) die("bind");
  if (connect(client->fd, (struct sockaddr *)&tracker, sizeof tracker) < 0) die("connect");
  get_connection_id(client);
  client->slots = slots;
  for (int i = 0; i < slots; i++) client->free[client->free_count++] = i;
}

static void write_announce(struct announce *out, struct client *client, long n, long torrents, int event) {
  long in_torrent = n / torrents;
  uint32_t slot = client->free[--client->free_count];
  uint32_t transaction = (uint32_t)(next_random() << 13) | slot;
  if (transaction == 0) transaction = MAX_SLOTS;
  client->transaction[slot] = transaction;
  out->connection_id = client->connection_id;
  out->action = htonl(1);
  out->transaction_id = htonl(transaction);
  memcpy(out->info_hash, hashes[n % torrents], 20);
  memset(out->peer_id, 'p', 20);
  out->downloaded = out->uploaded = 0;
  out->left = in_torrent % 4 == 0 ? 0 : htobe64(1 << 20);
  out->event = htonl(event);
  out->address = 0;
  out->key = htonl((uint32_t)n);
  out->num_want = htonl(NUM_WANT);
  out->port = htons(1024 + in_torrent);
}

static int receive(struct client *client) {
  static uint8_t buffers[BATCH][ANSWER_BYTES];
  struct iovec vectors[BATCH];
  struct mmsghdr messages[BATCH];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){buffers[i], ANSWER_BYTES};
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  int count = recvmmsg(client->fd, messages, BATCH, 0, NULL);
  if (count <= 0) return 0;
  uint64_t now = nanos();
  for (int i = 0; i < count; i++) {
    uint32_t head[2];
    if (messages[i].msg_len < 8) continue;
    memcpy(head, buffers[i], 8);
    uint32_t transaction = ntohl(head[1]), slot = transaction % MAX_SLOTS;
    if (slot >= (uint32_t)client->slots || client->transaction[slot] != transaction) continue;
    client->transaction[slot] = 0;
    client->free[client->free_count++] = slot;
    if (ntohl(head[0]) != 1) {
      failed++;
      continue;
    }
    answered++;
    bytes_in += messages[i].msg_len;
    uint64_t micros = (now - client->sent_at[slot]) / 1000;
    histogram[micros < BUCKETS ? micros : BUCKETS - 1]++;
  }
  return count;
}

static void give_up_lost(struct client *client, uint64_t now) {
  for (int slot = 0; slot < client->slots; slot++) {
    if (client->transaction[slot] != 0 && now - client->sent_at[slot] > LOST_NANOS) {
      client->transaction[slot] = 0;
      client->free[client->free_count++] = slot;
      lost++;
    }
  }
}

static double percentile(double part) {
  uint64_t wanted = (uint64_t)(answered * part), seen = 0;
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen > wanted) return i / 1000.0;
  }
  return BUCKETS / 1000.0;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "hashes") == 0) {
    long torrents = atol(argv[2]);
    make_hashes(torrents);
    for (long i = 0; i < torrents; i++) {
      for (int j = 0; j < 20; j++) printf("%02x", hashes[i][j]);
      printf("\n");
    }
    return 0;
  }
  int fill = argc == 6 && strcmp(argv[1], "fill") == 0;
  if (!fill && !(argc == 8 && strcmp(argv[1], "run") == 0)) {
    fprintf(stderr, "see the top of udp-load.c\n");
    return 2;
  }
  long torrents = atol(argv[4]), peers = atol(argv[5]);
  double seconds = fill ? 3600 : atof(argv[6]), rate = fill ? 0 : atof(argv[7]);
  make_hashes(torrents);
  for (int i = 0; i < SOCKETS; i++)
    connect_client(&clients[i], i, argv[2], atoi(argv[3]), rate > 0 ? MAX_SLOTS : CLOSED_LOOP_SLOTS);

  static struct announce requests[BATCH];
  struct iovec vectors[BATCH];
  struct mmsghdr messages[BATCH];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){&requests[i], ANNOUNCE_BYTES};
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  long filled[SOCKETS];
  for (int i = 0; i < SOCKETS; i++) filled[i] = i;
  uint64_t start = nanos(), end = start + (uint64_t)(seconds * 1e9), checked = start, renewed = start, now = start;
  prctl(PR_SET_TIMERSLACK, 1);
  int done = 0;
  while (!done) {
    int moved = 0;
    done = fill;
    for (int i = 0; i < SOCKETS; i++) {
      struct client *client = &clients[i];
      moved += receive(client);
      now = nanos();
      long due = BATCH;
      if (rate > 0) {
        due = (long)((now - start) / 1e9 * rate) - (long)sent;
        due = (due + SOCKETS - 1 - i) / (SOCKETS - i);
      }
      int count = 0;
      while (count < BATCH && count < due && client->free_count > 0 && (!fill || filled[i] < peers)) {
        long n = fill ? filled[i] : (long)(next_random() % (peers / SOCKETS)) * SOCKETS + i;
        filled[i] += SOCKETS;
        write_announce(&requests[count], client, n, torrents, fill ? 2 : 0);
        client->sent_at[ntohl(requests[count].transaction_id) % MAX_SLOTS] = now;
        count++;
      }
      for (int from = 0; from < count;) {
        int taken = sendmmsg(client->fd, messages + from, count - from, 0);
        if (taken < 0 && errno != EAGAIN && errno != ECONNREFUSED) die("sendmmsg");
        if (taken > 0) from += taken;
      }
      sent += count;
      moved += count;
      if (fill && (filled[i] < peers || client->free_count < client->slots)) done = 0;
    }
    if (now > end) done = 1;
    if (now - renewed > ID_NANOS && !done) {
      for (int i = 0; i < SOCKETS; i++) get_connection_id(&clients[i]);
      renewed = now;
    }
    if (now - checked > LOST_NANOS / 5) {
      for (int i = 0; i < SOCKETS; i++) give_up_lost(&clients[i], now);
      checked = now;
    }
    /* Rather than be woken for every answer: a tracker that keeps the core to itself needs longer
       for what is in flight. */
    if (moved < BATCH / 2) {
      struct timespec pause = {0, PAUSE_NANOS};
      nanosleep(&pause, NULL);
    }
  }
  double took = (nanos() - start) / 1e9;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
               (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("seconds=%.3f sent=%lu answered=%lu failed=%lu lost=%lu rate=%.0f bytes=%.1f p50=%.3f p99=%.3f "
         "p999=%.3f cpu=%.3f\n",
         took, sent, answered, failed, lost, answered / took, answered ? (double)bytes_in / answered : 0,
         percentile(0.5), percentile(0.99), percentile(0.999), cpu / took);
  return 0;
}
