/* The searches of several services as a person follows them: one after another, with one question,
 * and a report in the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/hardening/hardening.h"

G_BEGIN_DECLS

typedef enum
{
  HN_SEVERAL_READING, /* which of them can be searched is not known yet */
  HN_SEVERAL_READY,
  HN_SEVERAL_BLOCKED, /* none of them can be */
  HN_SEVERAL_SEARCHING,
  HN_SEVERAL_STOPPING, /* what is tried is being taken back, and no other is begun */
  HN_SEVERAL_OVER,
} HnSeveralState;

typedef struct
{
  HnSeveralState state;
  guint n;        /* of all */
  guint n_chosen; /* of those that are searched, or can be */
  guint n_over;   /* of them, whose search is over */
  guint n_kept;   /* of them, that are stricter now */
  guint n_asked;  /* how often a person is asked for a password, at least; 0 for nobody's but one's
                   * own */
  int at;         /* the one whose turn it is; -1 where there is none */
} HnSeveralInfo;

#define HN_TYPE_HARDENING_SEVERAL (hn_hardening_several_get_type ())
G_DECLARE_FINAL_TYPE (HnHardeningSeveral, hn_hardening_several, HN, HARDENING_SEVERAL, GObject)

/* Signals: "changed": anything of it is new; "state-changed": comes before that. */

/**
 * hn_hardening_several_new:
 * @all: (element-type HnHardening): none of which has begun
 * @list: (nullable): where their trials are begun
 *
 * Returns: (transfer full): freeing it stops what is under way
 */
HnHardeningSeveral *hn_hardening_several_new (GPtrArray *all, HnTrialList *list);

/** hn_hardening_several_get_info: (transfer none): current for as long as it is there */
const HnSeveralInfo *hn_hardening_several_get_info (HnHardeningSeveral *self);

HnHardening *hn_hardening_several_get (HnHardeningSeveral *self, guint at); /* (transfer none) */

/** hn_hardening_several_is_left_out: whether nothing of it is tried */
gboolean hn_hardening_several_is_left_out (HnHardeningSeveral *self, guint at);

/**
 * hn_hardening_several_start:
 * @keep: whether what works is kept at once; else it is only told, and taken back
 *
 * Only in state %HN_SEVERAL_READY.
 */
void hn_hardening_several_start (HnHardeningSeveral *self,
                                 HnHardenLevel level,
                                 guint watch_seconds,
                                 gboolean keep);

/** hn_hardening_several_stop: takes back what is tried, and begins no other; what was kept stays */
void hn_hardening_several_stop (HnHardeningSeveral *self);

/* In words, translated. */

/** hn_hardening_several_list_consequences: (transfer full) (element-type utf8): what will happen */
GPtrArray *hn_hardening_several_list_consequences (HnHardeningSeveral *self,
                                                   guint watch_seconds,
                                                   gboolean keep);

/** hn_hardening_several_dup_words: (transfer full): how far one is, or what came of it and what
 * to know of that; sentences */
char *hn_hardening_several_dup_words (HnHardeningSeveral *self, guint at);

/** hn_hardening_several_dup_notes: (transfer full) (nullable): what is to be known in the end of
 * each service that anything was found for, and so is left out of their words; sentences */
char *hn_hardening_several_dup_notes (HnHardeningSeveral *self);

/** hn_hardening_several_has_result: whether anything stricter was found for it, so that its
 * exposure before and after tell something */
gboolean hn_hardening_several_has_result (HnHardeningSeveral *self, guint at);

/** hn_hardening_several_dup_heading: (transfer full): how far all of it is, in a few words */
char *hn_hardening_several_dup_heading (HnHardeningSeveral *self);

/** hn_hardening_several_dup_report: (transfer full): all of it, a line for each service */
char *hn_hardening_several_dup_report (HnHardeningSeveral *self);

G_END_DECLS
