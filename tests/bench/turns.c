/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "turns.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static int schedstat = -1;
static Stamp poll_left;
static Turns *collected, *next_collected;
static const char *phase, *next_phase;

/* A turn that has gone on for so long (in ms) is going to be a long one, in all likelihood. From
 * then on it is noted where it is, as often (in ms), and told at its end. */
#define SAMPLE_FROM 10
#define SAMPLE_EVERY 2
#define MOST_SAMPLES 24

typedef struct
{
  void *frames[64];
  int n;
} Sample;

static gboolean verbose;
static timer_t sampler;
static Sample samples[MOST_SAMPLES];
static volatile guint n_samples;

static void
sample_cb (int number)
{
  Sample *sample = &samples[n_samples];

  if (n_samples == MOST_SAMPLES)
    return;

  sample->n = backtrace (sample->frames, G_N_ELEMENTS (sample->frames));
  n_samples++;
}

static void
print_samples (void)
{
  for (guint i = 0; i < n_samples; i++)
    {
      g_printerr ("-- after %u ms\n", SAMPLE_FROM + i * SAMPLE_EVERY);
      backtrace_symbols_fd (samples[i].frames, samples[i].n, STDERR_FILENO);
    }
}

static void
start_sampler (void)
{
  struct sigaction action = { .sa_handler = sample_cb, .sa_flags = SA_RESTART };
  struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF };
  void *frame;

  /* Loads what it needs, which a handler of a signal must not. */
  backtrace (&frame, 1);
  event._sigev_un._tid = getpid ();
  if (sigaction (SIGPROF, &action, NULL) != 0 ||
      timer_create (CLOCK_THREAD_CPUTIME_ID, &event, &sampler) != 0)
    g_error ("There is no timer.");
}

static void
set_sampler (gboolean on)
{
  struct itimerspec spec = { 0 };

  if (on)
    {
      n_samples = 0;
      spec.it_value.tv_nsec = SAMPLE_FROM * 1000000L;
      spec.it_interval.tv_nsec = SAMPLE_EVERY * 1000000L;
    }
  timer_settime (sampler, 0, &spec, NULL);
}

Stamp
stamp_now (void)
{
  char text[96];
  gssize length = pread (schedstat, text, sizeof text - 1, 0);
  Stamp now = { .wall = g_get_monotonic_time () };
  struct timespec computed;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &computed);
  now.computed = computed.tv_sec * G_USEC_PER_SEC + computed.tv_nsec / 1000;
  if (length > 0)
    {
      char *end;

      text[length] = '\0';
      g_ascii_strtoull (text, &end, 10);
      now.waited = (gint64) (g_ascii_strtoull (end, NULL, 10) / 1000);
    }

  return now;
}

static void
count_turn (const Stamp *end)
{
  gint64 wall = end->wall - poll_left.wall;
  gint64 busy = wall - (end->waited - poll_left.waited);
  gint64 computed = end->computed - poll_left.computed;

  collected->turns++;
  collected->long_turns += computed > TURNS_LONG;
  collected->computed = MAX (collected->computed, computed);
  collected->busy = MAX (collected->busy, busy);
  collected->wall = MAX (collected->wall, wall);
  if (busy > TURNS_LONG && verbose)
    {
      g_printerr ("%s: %.1f ms computed, %.1f ms busy, ended at %" G_GINT64_FORMAT "\n", phase,
                  (double) computed / 1000, (double) busy / 1000, end->wall);
      print_samples ();
    }
}

static gint
timing_poll (GPollFD *fds, guint n_fds, gint timeout)
{
  Stamp now = stamp_now ();
  gint result;

  if (verbose)
    set_sampler (FALSE);
  if (poll_left.wall > 0 && collected != NULL)
    count_turn (&now);
  if (next_collected != NULL)
    turns_collect (next_collected, next_phase);
  result = g_poll (fds, n_fds, timeout);
  if (verbose)
    set_sampler (TRUE);
  poll_left = stamp_now ();

  return result;
}

void
turns_watch (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/schedstat", (int) getpid ());

  schedstat = open (path, O_RDONLY | O_CLOEXEC);
  verbose = g_getenv ("BENCH_VERBOSE") != NULL;
  if (verbose)
    start_sampler ();
  g_main_context_set_poll_func (NULL, timing_poll);
}

void
turns_collect (Turns *sum, const char *name)
{
  collected = sum;
  phase = name;
  next_collected = NULL;
}

void
turns_collect_next (Turns *sum, const char *name)
{
  next_collected = sum;
  next_phase = name;
}

void
turns_print (const Turns *sum)
{
  g_print ("\"computed\":%.2f,\"busy\":%.2f,\"wall\":%.2f,\"turns\":%u,\"long\":%u",
           (double) sum->computed / 1000, (double) sum->busy / 1000, (double) sum->wall / 1000,
           sum->turns, sum->long_turns);
}
