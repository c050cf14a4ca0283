/* What services may do when they have settled. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/settled.h"

/* Of these no more are kept than are needed. */
#define MANY 256

/* Long enough for a service that was started at the end of a trial to settle. */
#define NEEDED_TIME (6 * HN_POWERS_PATIENCE)

typedef struct
{
  HnPowers powers;
  guint held; /* trials of the service */
  guint64 used;
} Entry;

HnSettled *
hn_settled_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
is_over (gpointer key, gpointer value, gpointer now)
{
  const Entry *entry = value;

  return entry->held == 0 && entry->used + NEEDED_TIME < *(const guint64 *) now;
}

static Entry *
get_entry (HnSettled *self, const char *unit, const char *etag, guint64 now)
{
  g_autofree char *key = g_strconcat (unit, " ", etag, NULL);
  Entry *entry = g_hash_table_lookup (self, key);

  if (entry == NULL)
    {
      /* There may be more for a while: each of them was the trial of a service. */
      if (g_hash_table_size (self) >= MANY)
        g_hash_table_foreach_remove (self, is_over, &now);
      entry = g_new0 (Entry, 1);
      g_hash_table_insert (self, g_steal_pointer (&key), entry);
    }
  entry->used = now;

  return entry;
}

HnPowers
hn_settled_measure (HnSettled *self,
                    const char *unit,
                    const char *etag,
                    GPtrArray *processes,
                    gboolean known,
                    guint64 now)
{
  Entry *entry = get_entry (self, unit, etag, now);
  HnPowers powers = hn_powers_measure_settled (processes, known, &entry->powers);

  /* What is measured first may be too much, but no later start makes it more. */
  if (!entry->powers.known && powers.known && powers.n > 0)
    entry->powers = powers;

  return powers;
}

void
hn_settled_put (
    HnSettled *self, const char *unit, const char *etag, const HnPowers *most, guint64 now)
{
  Entry *entry = get_entry (self, unit, etag, now);

  if (!entry->powers.known && most->known && most->n > 0)
    entry->powers = *most;
}

void
hn_settled_hold (HnSettled *self, const char *unit, const char *etag, gboolean held, guint64 now)
{
  Entry *entry = get_entry (self, unit, etag, now);

  if (held)
    entry->held++;
  else if (entry->held > 0)
    entry->held--;
}
