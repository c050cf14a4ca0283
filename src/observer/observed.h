/* What is known of one service: what it used, how often and when last. Bounded, however much the
 * service does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

G_BEGIN_DECLS

/* The most uses that are told apart; of a folder, the most entries. */
#define HN_OBSERVED_MAX_USES 2048
#define HN_OBSERVED_MAX_ENTRIES 32

typedef struct
{
  const char *kind; /* HN_USE_… */
  guint32 error;    /* 0 where it succeeded */
  char *value;
  char *path;    /* "" where the kind has none */
  guint64 count; /* 0 for a call that has not returned; it counts when it has */
  guint64 last;  /* in microseconds of CLOCK_REALTIME */
  char *program;
} HnObservedUse;

typedef struct
{
  char *programs; /* of what it was seen, see identity.h; "" where that is not known */
  guint32 owner;  /* who had it watched first, a uid */
  /* In microseconds of CLOCK_REALTIME, 0 for never. */
  guint64 since, until;
  guint64 watched; /* in microseconds */
  guint32 starts;
  guint64 last_start;
  guint64 lost;
  gboolean cut;     /* a watch ended without its end being written down */
  gboolean blind;   /* in one watch at least it was not known which capabilities are used */
  GHashTable *uses; /* HnObservedUse, by what tells them apart */
  GHashTable *folders;
} HnObserved;

/** hn_observed_new: (transfer full) */
HnObserved *hn_observed_new (const char *programs);
void hn_observed_free (HnObserved *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnObserved, hn_observed_free)

/**
 * hn_observed_add:
 * @use: copied; its path is brought to one form, and may lose its last part where its folder has
 *   many
 *
 * Adds to what is known already. What does not fit in counts as lost.
 */
void hn_observed_add (HnObserved *self, const HnObservedUse *use);

/**
 * hn_observed_to_text:
 * @open: whether the watch goes on
 *
 * Returns: (transfer full): for a file
 */
char *hn_observed_to_text (const HnObserved *self, gboolean open);

/**
 * hn_observed_new_from_text:
 * @text: from a file
 *
 * Returns: (transfer full) (nullable): %NULL for what is damaged or of another version
 */
HnObserved *hn_observed_new_from_text (const char *text);

/** hn_observed_find_owner: from the first 512 bytes of a file; root's where nothing is said */
guint32 hn_observed_find_owner (const char *text);

/** hn_observed_append_uses: adds the uses to @message, as a variant; negative errno on failure */
int hn_observed_append_uses (const HnObserved *self, sd_bus_message *message);

G_END_DECLS
