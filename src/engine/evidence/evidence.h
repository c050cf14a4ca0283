/* What the observer has seen of a service. Filled by who asks the observer; nothing here asks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thing that the service used. */
typedef struct
{
  char *kind;    /* HN_SEEN_CALL, HN_SEEN_CAPABILITY, … */
  guint32 error; /* 0 where it succeeded, an errno where it did not */
  char *value;
  guint64 count;
  guint64 last; /* in microseconds of CLOCK_REALTIME */
  char *program;
  char *path; /* "" where the kind has none */
} HnUse;

typedef struct
{
  gatomicrefcount ref_count;
  gboolean watched; /* now */
  guint64 ends;     /* that watch, in microseconds of CLOCK_REALTIME; 0 where nobody knows */
  /* In microseconds: of CLOCK_REALTIME, and how long in between. */
  guint64 since, until, span;
  guint starts;       /* that were seen from their beginning */
  guint64 last_start; /* in microseconds of CLOCK_REALTIME */
  guint64 lost;       /* uses that were not counted */
  gboolean cut;       /* the end of a watch is missing */
  char *unsaved;      /* (nullable): why it is not on disk */
  char *blind_calls;  /* (nullable): why system calls are not known */
  char *blind_capabilities;
  GPtrArray *uses; /* of HnUse */
} HnEvidence;

/** hn_evidence_new: (transfer full): of nothing */
HnEvidence *hn_evidence_new (void);
HnEvidence *hn_evidence_ref (HnEvidence *self);
void hn_evidence_unref (HnEvidence *self); /* (nullable) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnEvidence, hn_evidence_unref)

/** hn_evidence_dup_empty: (transfer full): as @self, of nothing used */
HnEvidence *hn_evidence_dup_empty (const HnEvidence *self);

/** hn_evidence_add: (transfer none): a copy of @use; while nobody else has a reference */
void hn_evidence_add (HnEvidence *self, const HnUse *use);

G_END_DECLS
