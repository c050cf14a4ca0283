/* The inside of HnChanges: lists of edits that never change once they are made, and the reading of
 * what they are made upon.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes.h"

G_BEGIN_DECLS

/* Lists of edits are arrays of HnEdit in the order of the catalogue, with one edit per directive;
 * the value of a list that comes in several lines has a newline between them. In a difference an
 * edit without a value takes its directive out. */

GPtrArray *hn_edits_new (void);

void hn_edits_add (GPtrArray *edits, HnDirectiveId directive, const char *value); /* (nullable) */

/** hn_edits_find: (transfer none) (nullable): the first edit of @directive */
HnEdit *hn_edits_find (GPtrArray *edits, HnDirectiveId directive);

gboolean hn_edits_equal (GPtrArray *a, GPtrArray *b);

/** hn_edits_copy_without: (transfer full): a copy that has nothing about @directive */
GPtrArray *hn_edits_copy_without (GPtrArray *edits, HnDirectiveId directive);

/** hn_edits_apply: (transfer full): @edits changed by @difference */
GPtrArray *hn_edits_apply (GPtrArray *edits, GPtrArray *difference);

/** hn_edits_compare: (transfer full): the difference that makes @after of @before */
GPtrArray *hn_edits_compare (GPtrArray *before, GPtrArray *after);

/** hn_edits_same: whether @edits say about the directive of @edit what that says */
gboolean hn_edits_same (GPtrArray *edits, const HnEdit *edit);

/** hn_edits_split: (transfer full): one edit per line, as they go into a drop-in */
GPtrArray *hn_edits_split (GPtrArray *edits);

/** hn_edits_join: (transfer full): the way back */
GPtrArray *hn_edits_join (GPtrArray *lines);

/**
 * hn_edits_parse:
 * @text: Hardnut's drop-in as it stands; somebody may have edited it
 *
 * Returns: (transfer full): what of it is about directives of the catalogue
 */
GPtrArray *hn_edits_parse (const char *text, HnScope scope, guint version);

/* Who kept a line of Hardnut's drop-in. */
typedef struct
{
  HnDirectiveId directive;
  char *name; /* of an account */
} HnKeeperName;

/* What the unit's files say. */
typedef struct
{
  HnChangesState state;
  const char *untouchable; /* (nullable): why nobody changes it, untranslated; static */
  HnSettings *base;        /* (nullable): unfinished, without Hardnut's drop-in */
  char *present_text;      /* without who kept what; never NULL */
  char *present_kept;      /* as it stands, with that; never NULL */
  GPtrArray *keepers;      /* of HnKeeperName; (nullable): nobody knows */
  char *present_path;      /* (nullable) */
  char *template_text;     /* of the drop-in of the unit's template; never NULL */
} HnChangesFiles;

void hn_changes_files_free (HnChangesFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnChangesFiles, hn_changes_files_free)

/**
 * hn_changes_files_load_async:
 *
 * Reads them in a thread. What goes wrong is a state, not an error.
 */
void
hn_changes_files_load_async (HnService *service, GAsyncReadyCallback callback, gpointer user_data);
HnChangesFiles *hn_changes_files_load_finish (GAsyncResult *result);

struct _HnChanges
{
  GObject parent_instance;

  /* owned */
  HnService *service;
  HnChangesFiles *files; /* NULL until read */
  GPtrArray *present;    /* edits of the drop-in as it stands */
  GPtrArray *steps;      /* of GPtrArray: the differences, the oldest first */
  GPtrArray *edits;      /* the whole content of the drop-in by the present step */
  GPtrArray *lines;      /* the same, line by line */
  HnSettings *after;     /* (nullable): what would hold; NULL when nothing differs */
  HnSettings *vendor;    /* (nullable): the base, finished */
  GPtrArray *weakened;   /* (nullable) of char *: made when somebody asks */
  GPtrArray *waiting;    /* of GTask: who waits for the files */

  HnAssessment assessment; /* of after */
  HnAssessment plain;      /* of what holds or would hold, without a policy; when plain_known */
  gulong assessed_handler;
  guint position; /* of the present step */
  guint serial;   /* the reading of the service that the files are of */
  guint n_changes;
  guint revision;
  gboolean changed[HN_N_DIRECTIVES];
  gboolean loading;
  gboolean plain_known;
  gboolean all_instances;
};

/* The difference of the present step; borrowed. */
GPtrArray *hn_changes_get_difference (HnChanges *self);

/** hn_changes_update: works out what follows from the present step, and tells everybody */
void hn_changes_update (HnChanges *self);

/** hn_changes_start_loading: reads the files again */
void hn_changes_start_loading (HnChanges *self);

/** hn_changes_try: (transfer full): what would hold if @edits (element-type HnEdit) were staged too
 */
HnSettings *hn_changes_try (HnChanges *self, GPtrArray *edits);

/** hn_changes_is_refused_with: whether systemd, which takes the service now, would not with @value
 */
gboolean hn_changes_is_refused_with (HnChanges *self, HnDirectiveId directive, const char *value);

/** hn_changes_try_value: (transfer full): the same for one directive; a NULL @value for no line */
HnSettings *hn_changes_try_value (HnChanges *self, HnDirectiveId directive, const char *value);

/** hn_changes_get_plain_assessment: hn_changes_get_after() by systemd's own weights, not a policy's
 */
const HnAssessment *hn_changes_get_plain_assessment (HnChanges *self);

gboolean hn_changes_runs_as_root (HnChanges *self);

G_END_DECLS
