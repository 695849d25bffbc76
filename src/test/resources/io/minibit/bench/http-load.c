/*
 * Announces to a tracker over HTTP as fast as it answers, and says how many answers came and how
 * long they took. In C and on one core, like udp-load.c, whose torrents and peers it has.
 *
 *   http-load HOST PORT TORRENTS PEERS SECONDS CONNECTIONS KEEP
 *       KEEP is 1 to ask again on a connection, 0 for a connection each; each connection has one
 *       question in flight
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 256, REQUEST_BYTES = 512, ANSWER_BYTES = 8192, BUCKETS = 200000 };

struct connection {
  int fd;
  int received;
  uint64_t asked_at;
  char answer[ANSWER_BYTES];
};

static struct connection connections[MAX_CONNECTIONS];
static struct sockaddr_in tracker;
static uint32_t histogram[BUCKETS];
static uint64_t seed = 88172645463325252ull, answered, failed, reconnected;
static long torrents, peers;
static int poller, keep;

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

static void open_connection(struct connection *connection) {
  connection->fd = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  /* Closing by a reset leaves no port waiting, so that there are always some. */
  struct linger reset = {1, 0};
  setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (connect(connection->fd, (struct sockaddr *)&tracker, sizeof tracker) < 0) die("connect");
  struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = connection};
  epoll_ctl(poller, EPOLL_CTL_ADD, connection->fd, &wanted);
}

static void ask(struct connection *connection) {
  long n = (long)(next_random() % peers), torrent = n % torrents;
  uint64_t words[3] = {mix(3 * torrent), mix(3 * torrent + 1), mix(3 * torrent + 2)};
  uint8_t hash[20];
  memcpy(hash, words, 20);
  char encoded[61], request[REQUEST_BYTES];
  for (int i = 0; i < 20; i++) sprintf(encoded + 3 * i, "%%%02x", hash[i]);
  int length = snprintf(request, sizeof request,
                        "GET /announce?info_hash=%s&peer_id=pppppppppppppppppppp&port=%ld&uploaded=0"
                        "&downloaded=0&left=%d&compact=1&numwant=50 HTTP/1.1\r\nHost: t\r\n%s\r\n",
                        encoded, 1024 + n / torrents, (n / torrents) % 4 == 0 ? 0 : 1 << 20,
                        keep ? "" : "Connection: close\r\n");
  connection->received = 0;
  connection->asked_at = nanos();
  if (send(connection->fd, request, length, MSG_NOSIGNAL) != length) failed++;
}

/* Whether the whole answer is there: its headers, and as many bytes as they say. */
static int is_whole(struct connection *connection) {
  connection->answer[connection->received] = 0;
  char *end = strstr(connection->answer, "\r\n\r\n");
  if (end == NULL) return 0;
  char *length = strcasestr(connection->answer, "content-length:");
  return length != NULL && length < end &&
         connection->received >= end + 4 - connection->answer + atol(length + 15);
}

static void done_with(struct connection *connection, uint64_t now) {
  if (connection->received < 15 || memcmp(connection->answer + 9, "200", 3) != 0 ||
      memmem(connection->answer, connection->received, "5:peers", 7) == NULL) {
    failed++;
    return;
  }
  answered++;
  uint64_t micros = (now - connection->asked_at) / 1000;
  histogram[micros < BUCKETS ? micros : BUCKETS - 1]++;
}

static void receive(struct connection *connection) {
  ssize_t got = recv(connection->fd, connection->answer + connection->received,
                     ANSWER_BYTES - 1 - connection->received, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got > 0) connection->received += got;
  if (got > 0 && !is_whole(connection) && connection->received < ANSWER_BYTES - 1) return;
  done_with(connection, nanos());
  if (!keep || got <= 0) {
    if (keep) reconnected++;
    close(connection->fd);
    open_connection(connection);
  }
  ask(connection);
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
  if (argc != 8) {
    fprintf(stderr, "see the top of http-load.c\n");
    return 2;
  }
  tracker = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
  inet_pton(AF_INET, argv[1], &tracker.sin_addr);
  torrents = atol(argv[3]);
  peers = atol(argv[4]);
  double seconds = atof(argv[5]);
  int count = atoi(argv[6]);
  keep = atoi(argv[7]);
  if (count > MAX_CONNECTIONS) count = MAX_CONNECTIONS;
  poller = epoll_create1(0);
  uint64_t start = nanos(), end = start + (uint64_t)(seconds * 1e9);
  for (int i = 0; i < count; i++) {
    open_connection(&connections[i]);
    ask(&connections[i]);
  }
  struct epoll_event events[MAX_CONNECTIONS];
  while (nanos() < end) {
    int ready = epoll_wait(poller, events, MAX_CONNECTIONS, 100);
    for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
  }
  double took = (nanos() - start) / 1e9;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
               (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("seconds=%.3f answered=%lu failed=%lu reconnected=%lu rate=%.0f p50=%.3f p99=%.3f cpu=%.3f\n", took,
         answered, failed, reconnected, answered / took, percentile(0.5), percentile(0.99), cpu / took);
  return 0;
}
