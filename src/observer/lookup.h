/* Asks the system's manager for what has to be known of a service before it is watched.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observer.h"

G_BEGIN_DECLS

typedef struct
{
  char *unit;          /* its own name, which may have been asked for by another one */
  char *below;         /* the control group in which its own is; "" for the system */
  GPtrArray *programs; /* of char *: the files that it starts; empty where that is not known */
  gboolean own_files;  /* it may find others than everybody at these paths */
} HnFound;

/* @found is NULL when there is @error; both belong to the caller. */
typedef void (*HnLookupFunc) (gpointer user_data, const HnFound *found, const GError *error);

typedef struct _HnLookup HnLookup;

/**
 * hn_lookup_begin:
 *
 * Returns: (nullable): to be given to hn_lookup_cancel() before @func is called. Never calls @func
 *   before it returns. %NULL when nobody can be asked; @func is not called then.
 */
HnLookup *hn_lookup_begin (HnObserver *observer,
                           const HnSubject *subject,
                           HnLookupFunc func,
                           gpointer user_data);
void hn_lookup_cancel (HnLookup *self);

G_END_DECLS
