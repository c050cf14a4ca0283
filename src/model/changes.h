/* What a person has staged for one service: changes that exist in Hardnut only, until they are
 * applied. They are kept as a difference to Hardnut's drop-in as it stands, so that they survive
 * whatever happens to the service in the meantime.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"
#include "model/service.h"

G_BEGIN_DECLS

/* Why the values of a service cannot be staged at all. */
typedef enum
{
  HN_CHANGES_READY,   /* they can */
  HN_CHANGES_READING, /* the unit's files have not been read yet */
  HN_CHANGES_MASKED,
  HN_CHANGES_TRANSIENT,   /* made by a program while the machine runs; a drop-in would be lost */
  HN_CHANGES_GENERATED,   /* made anew at each start by a generator */
  HN_CHANGES_REFUSED,     /* systemd does not take the unit's files as they are */
  HN_CHANGES_UNTOUCHABLE, /* the helper changes no such service; see hn_never_change_find_any() */
  HN_CHANGES_NO_FILES,    /* there is no unit file, or it cannot be read */
} HnChangesState;

/* What the unit's files say; as if there were none until they are read. */
typedef struct
{
  HnChangesState state;
  const char *untouchable; /* (nullable): why nobody changes it, untranslated; static */
  HnSettings *base;        /* (nullable): unfinished, without Hardnut's drop-in */
  char *present_text;      /* without who kept what; never NULL */
  char *present_kept;      /* as it stands, with that; never NULL */
  GHashTable *keepers;     /* (nullable): directive -> char *, the accounts that kept its lines */
  char *present_path;      /* (nullable) */
  gint64 present_when;     /* when it was written, in seconds since 1970; 0 where nobody knows */
  char *template_text;     /* of the drop-in of the unit's template; never NULL */
} HnChangesFiles;

#define HN_TYPE_CHANGES (hn_changes_get_type ())
G_DECLARE_FINAL_TYPE (HnChanges, hn_changes, HN, CHANGES, GObject)

/* Signal "changed": what is staged, or what it is staged upon, is different now. */

/**
 * hn_changes_new:
 * @service: (transfer none)
 *
 * Returns: (transfer full): nothing staged yet, in state %HN_CHANGES_READING; see
 *   hn_changes_load_async(). Views get theirs from hn_changes_store_get().
 */
HnChanges *hn_changes_new (HnService *service);

HnService *hn_changes_get_service (HnChanges *self); /* (transfer none) */

/**
 * hn_changes_set_service:
 * @service: the same service as an object of another list
 *
 * Moves what is staged there; reads the files again.
 */
void hn_changes_set_service (HnChanges *self, HnService *service);

/**
 * hn_changes_load_async:
 *
 * Reads the unit's files without Hardnut's drop-in, and that drop-in, in a thread. Happens by
 * itself when the service is read again; what is staged is then staged upon the new state, and what
 * others have made true meanwhile is dropped.
 */
void hn_changes_load_async (HnChanges *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean hn_changes_load_finish (HnChanges *self, GAsyncResult *result, GError **error);

HnChangesState hn_changes_get_state (HnChanges *self);

/**
 * hn_changes_get_list:
 *
 * Returns: (transfer none) (element-type HnChange): the whole content of Hardnut's drop-in as it
 * would be written, line by line, in the order of the catalogue; valid until the next "changed"
 */
GPtrArray *hn_changes_get_list (HnChanges *self);

/** hn_changes_dup_text: (transfer full): the drop-in as it would be written; "" without a change */
char *hn_changes_dup_text (HnChanges *self);

/** hn_changes_get_files: (transfer none): valid until the next "changed" */
const HnChangesFiles *hn_changes_get_files (HnChanges *self);

/** hn_changes_get_keepers: (nullable): the accounts that kept what Hardnut's drop-in, as it stands,
 * says of @directive, as far as Hardnut knows: "anna, root" */
const char *hn_changes_get_keepers (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_dup_present_unit:
 *
 * Returns: (transfer full): whose drop-in stands there: mostly the service's own; "foo@.service"
 * where it is the template's, and holds for all instances that have none of their own
 */
char *hn_changes_dup_present_unit (HnChanges *self);

/** hn_changes_get_before: (nullable): the service as it is */
const HnAssessment *hn_changes_get_before (HnChanges *self);

/** hn_changes_get_after: (nullable): the service as it would be; as it is when nothing is staged */
const HnAssessment *hn_changes_get_after (HnChanges *self);

/**
 * hn_changes_get_settings:
 *
 * Returns: (transfer none) (nullable): the settings that belong to hn_changes_get_after(); valid
 *   until the next "changed"
 */
const HnSettings *hn_changes_get_settings (HnChanges *self);

/**
 * hn_changes_get_base:
 *
 * Returns: (transfer none) (nullable): the unit as its files have it without Hardnut's drop-in,
 *   unfinished as hn_what_if() takes it; %NULL unless the state is %HN_CHANGES_READY
 */
const HnSettings *hn_changes_get_base (HnChanges *self);

/** hn_changes_get_revision: a number that differs after each step that a person took, undo included
 */
guint hn_changes_get_revision (HnChanges *self);

gboolean hn_changes_is_dirty (HnChanges *self);
guint hn_changes_get_n_changes (HnChanges *self); /* directives that differ from what stands */

/** hn_changes_is_changed: whether @directive is staged differently than it stands */
gboolean hn_changes_is_changed (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_get_value:
 *
 * Returns: (nullable): what Hardnut's drop-in would say about @directive; for a list in several
 *   lines with a newline between them
 */
const char *hn_changes_get_value (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_set:
 * @value: (nullable): canonical, see hn_validate_value(), several lines of a list with a
 * newline between them; %NULL takes the directive out
 *
 * One undo step. Nothing happens when that is staged already, or in another state than
 * %HN_CHANGES_READY.
 */
void hn_changes_set (HnChanges *self, HnDirectiveId directive, const char *value);

/**
 * hn_changes_set_content:
 * @lines: (element-type HnChange): the whole content of the drop-in from now on, line by line
 *
 * One undo step.
 */
void hn_changes_set_content (HnChanges *self, GPtrArray *lines);

/**
 * hn_changes_leave_out:
 * @lines: (element-type HnChange): what has been tried, and shall not be any more
 * @content: (element-type HnChange): the drop-in that was tried, without them
 * @present: (element-type HnChange): the drop-in that stood then
 *
 * Takes @lines out of what is staged, whatever else is; what stands instead of them stays. One undo
 * step.
 */
void
hn_changes_leave_out (HnChanges *self, GPtrArray *lines, GPtrArray *content, GPtrArray *present);

/** hn_changes_reset: back to what stands for @directives. One undo step. */
void hn_changes_reset (HnChanges *self, const HnDirectiveId *directives, guint n_directives);

/** hn_changes_discard: back to what stands for everything. One undo step. */
void hn_changes_discard (HnChanges *self);

gboolean hn_changes_can_undo (HnChanges *self);
gboolean hn_changes_can_redo (HnChanges *self);
void hn_changes_undo (HnChanges *self);
void hn_changes_redo (HnChanges *self);

/**
 * hn_changes_set_kept:
 * @lines: of HnChange: the whole content of the drop-in that stands now
 *
 * Forgets what of it was staged, and how that came about. What else is staged stays so.
 */
void hn_changes_set_kept (HnChanges *self, GPtrArray *lines);

/**
 * hn_changes_weakens:
 *
 * Returns: whether what is staged for @directive takes away protection that the vendor or the admin
 *   set, which needs another authorization
 */
gboolean hn_changes_weakens (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_dup_weakened:
 *
 * Returns: (transfer full): the names of all directives whose protection Hardnut's drop-in would
 * take away, whether or not it does so already
 */
GStrv hn_changes_dup_weakened (HnChanges *self);

/**
 * hn_changes_list_last_words:
 *
 * Returns: (transfer full) (element-type utf8): for each value of Hardnut's drop-in, as it would
 * be, that a file behind it changes: a sentence that names the file and line, translated
 */
GPtrArray *hn_changes_list_last_words (HnChanges *self);

/* For instances of a template ("foo@bar.service"): whether the drop-in is meant for all of them.
 * The helper takes no templates, so that such a drop-in can only be copied or saved. */
gboolean hn_changes_get_all_instances (HnChanges *self);
void hn_changes_set_all_instances (HnChanges *self, gboolean all_instances);

/** hn_changes_dup_target: (transfer full): the unit that the drop-in is for: "foo@.service" */
char *hn_changes_dup_target (HnChanges *self);

G_END_DECLS
