/* How low a limit may be: not below what the service uses now, nor below what hardly any program
 * starts with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a service uses now, as far as it is known; 0 is what nobody knows, or nothing. */
typedef struct
{
  /* The service as a whole. */
  guint64 memory; /* in bytes */
  guint64 tasks;  /* processes and threads */

  /* The most that one of its processes has. */
  guint64 address_space; /* in bytes, as the next three */
  guint64 data;
  guint64 stack;
  guint64 locked;
  guint64 files;       /* for so many open files there is room */
  guint64 cpu_seconds; /* since it was started */

  /* The most that an account has which one of its processes runs as; root's do not count. */
  guint64 account_tasks;
  guint64 account_signals; /* that wait */

  /* What a share is a share of, and where numbers end. */
  guint64 machine_memory; /* in bytes */
  guint64 machine_tasks;  /* at the least */
  guint n_cpus;
} HnUsage;

/* A field of HnUsage, or none of them. */
#define HN_USAGE(field) G_STRUCT_OFFSET (HnUsage, field)
#define HN_NO_USAGE G_MAXSIZE

#define HN_MIB(number) (G_GUINT64_CONSTANT (number) << 20)

struct _HnLimitRule
{
  gsize usage;         /* which field must fit */
  gsize whole;         /* which field a share is a share of */
  guint64 least;       /* in what the type counts; 0 where 0 is ordinary hardening */
  guint64 least_share; /* of what nobody knows the size of, in hundredths of a percent */
  const char *reason;  /* why there is a least, untranslated */
};

G_END_DECLS
