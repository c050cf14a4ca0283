/* What is staged, as a row of differences to Hardnut's drop-in as it stands, one per undo step.
 * Whatever becomes of the drop-in or of the rest of the unit, the present step is put on top of it
 * anew:
 *
 *   base (files without the drop-in) + drop-in as it stands + difference  ->  what would hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes.h"

#include <string.h>

#include "changes-private.h"
#include "engine/weaken-values.h"
#include "engine/validate.h"
#include "engine/what-if.h"

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnChanges, hn_changes, G_TYPE_OBJECT)

/* Of the present step; borrowed. */
static GPtrArray *
get_difference (HnChanges *self)
{
  return self->steps->pdata[self->position];
}

/* Works out what follows from the present step, and tells everybody. Runs at every flick of a
 * switch: nothing here reads files or allocates more than one service's settings. */
static void
update (HnChanges *self)
{
  GPtrArray *difference = get_difference (self);
  G_GNUC_UNUSED g_autoptr (HnChanges) keep = g_object_ref (self);

  g_clear_pointer (&self->after, hn_settings_free);
  g_clear_pointer (&self->weakened, g_ptr_array_unref);
  self->plain_known = FALSE;
  g_clear_pointer (&self->content, g_ptr_array_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->content = hn_change_list_patch (self->present, difference);
  self->lines = hn_change_list_split (self->content);

  memset (self->changed, 0, sizeof self->changed);
  self->n_changes = 0;
  for (guint i = 0; i < difference->len; i++)
    {
      const HnChange *change = difference->pdata[i];

      if (hn_change_list_same (self->present, change))
        continue;
      self->changed[change->directive] = TRUE;
      self->n_changes++;
    }

  if (self->n_changes > 0 && hn_changes_get_base (self) != NULL)
    {
      self->after = hn_what_if (hn_changes_get_base (self), self->lines);
      hn_assess (self->after, hn_service_get_info (self->service)->policy, &self->assessment);
    }

  hn_service_set_staged (self->service, self->n_changes > 0,
                         self->after != NULL ? self->assessment.exposure
                                             : hn_service_get_exposure (self->service));

  g_signal_emit (self, changed_signal, 0);
}

static HnSettings *
what_if (HnChanges *self, GPtrArray *content)
{
  g_autoptr (GPtrArray) lines = hn_change_list_split (content);

  return hn_what_if (self->files->base, lines);
}

/* Whether the service has what @change asks for without it. */
static gboolean
is_true_already (HnChanges *self, const HnChange *change)
{
  g_autoptr (GPtrArray) content = hn_change_list_copy (self->present);
  g_autoptr (HnSettings) without = NULL;
  g_autoptr (HnSettings) with = NULL;
  g_autofree char *value_without = NULL;
  g_autofree char *value_with = NULL;

  hn_change_list_remove (content, change->directive);
  without = what_if (self, content);
  value_without = hn_settings_dup_value (without, change->directive);
  hn_change_list_add (content, change->directive, change->value);
  with = what_if (self, content);
  value_with = hn_settings_dup_value (with, change->directive);

  return g_str_equal (value_with, value_without);
}

/* Whether @change is in Hardnut's drop-in to stay: what is there for a trial goes with it. */
static gboolean
is_kept (HnChanges *self, const HnChange *change)
{
  const HnChange *present = hn_change_list_find (self->present, change->directive);
  const char *path = self->files->present_path;

  return present != NULL && path != NULL && !hn_drop_in_is_tried (path) &&
         g_strcmp0 (present->value, change->value) == 0;
}

/* Somebody else may have set, or kept, what is staged here. Only the present step loses it: the
 * others are history, and stay what they were. */
static void
drop_what_became_true (HnChanges *self)
{
  GPtrArray *difference = get_difference (self);
  GPtrArray *rest = hn_change_list_new ();

  for (guint i = 0; i < difference->len; i++)
    {
      const HnChange *change = difference->pdata[i];

      if (is_kept (self, change))
        continue;
      if (change->value == NULL || hn_change_list_find (self->present, change->directive) != NULL ||
          !is_true_already (self, change))
        hn_change_list_add (rest, change->directive, change->value);
    }

  g_ptr_array_unref (difference);
  self->steps->pdata[self->position] = rest;
}

static void start_loading (HnChanges *self);

static void
files_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnChanges) self = user_data;
  g_autoptr (GPtrArray) waiting = NULL;
  HnChangesFiles *files = hn_changes_files_load_finish (result);
  const HnSettings *settings = hn_service_get_settings (self->service);
  gboolean rebase = self->files->state != HN_CHANGES_READING;

  self->loading = FALSE;

  /* Read again while the thread worked: its answer is about a former state. */
  if (HN_SERVICE (object) != self->service ||
      self->serial != hn_service_get_info (self->service)->serial)
    {
      hn_changes_files_free (files);
      start_loading (self);
      return;
    }

  hn_changes_files_free (self->files);
  g_clear_pointer (&self->vendor, hn_settings_free);
  g_ptr_array_unref (self->present);
  self->files = files;
  self->present =
      hn_change_list_parse (files->present_text, settings != NULL ? settings->context.version : 0);
  if (rebase && files->base != NULL)
    drop_what_became_true (self);

  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);

  update (self);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (waiting->pdata[i], TRUE);
}

static void
start_loading (HnChanges *self)
{
  if (self->loading)
    return;

  self->loading = TRUE;
  self->serial = hn_service_get_info (self->service)->serial;
  hn_changes_files_load_async (self->service, files_loaded_cb, g_object_ref (self));
}

/* Origins and policies are news for what is shown; only another reading is news for the files.
 * Where nothing is staged, they can wait until somebody looks; what stands for as long as a trial
 * lasts is still staged. */
static void
assessed_cb (HnChanges *self)
{
  if (self->files->state != HN_CHANGES_READING && get_difference (self)->len > 0 &&
      self->serial != hn_service_get_info (self->service)->serial)
    start_loading (self);
  update (self);
}

static void
take_service (HnChanges *self, HnService *service)
{
  self->service = g_object_ref (service);
  g_signal_connect_object (service, "assessed", G_CALLBACK (assessed_cb), self, G_CONNECT_SWAPPED);
}

static void
hn_changes_finalize (GObject *object)
{
  HnChanges *self = HN_CHANGES (object);

  g_object_unref (self->service);
  hn_changes_files_free (self->files);
  g_clear_pointer (&self->after, hn_settings_free);
  g_clear_pointer (&self->vendor, hn_settings_free);
  g_clear_pointer (&self->weakened, g_ptr_array_unref);
  g_ptr_array_unref (self->present);
  g_ptr_array_unref (self->content);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (hn_changes_parent_class)->finalize (object);
}

static void
hn_changes_class_init (HnChangesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_changes_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_changes_init (HnChanges *self)
{
  self->files = g_new0 (HnChangesFiles, 1);
  self->files->state = HN_CHANGES_READING;
  self->files->present_text = g_strdup ("");
  self->files->present_kept = g_strdup ("");
  self->files->template_text = g_strdup ("");
  self->present = hn_change_list_new ();
  self->content = hn_change_list_new ();
  self->lines = hn_change_list_new ();
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->steps, hn_change_list_new ());
}

HnChanges *
hn_changes_new (HnService *service)
{
  HnChanges *self;

  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  self = g_object_new (HN_TYPE_CHANGES, NULL);
  take_service (self, service);

  return self;
}

HnService *
hn_changes_get_service (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return self->service;
}

void
hn_changes_set_service (HnChanges *self, HnService *service)
{
  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (HN_IS_SERVICE (service));

  if (self->service == service)
    return;

  hn_service_set_staged (self->service, FALSE, 0);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  take_service (self, service);
  if (self->files->state != HN_CHANGES_READING)
    start_loading (self);
  update (self);
}

void
hn_changes_load_async (HnChanges *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HN_IS_CHANGES (self));

  task = g_task_new (self, cancellable, callback, user_data);
  if (!self->loading && self->files->state != HN_CHANGES_READING &&
      self->serial == hn_service_get_info (self->service)->serial)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  start_loading (self);
}

gboolean
hn_changes_load_finish (HnChanges *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

HnChangesState
hn_changes_get_state (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), HN_CHANGES_READING);

  return self->files->state;
}

/* The steps that a person takes: each makes a new difference on top of those before it, and undo
 * only goes back and forth between them. */

static void
go_to (HnChanges *self, guint position)
{
  self->position = position;
  self->revision++;
  update (self);
}

/* Makes @difference the present step; what was undone before is forgotten. */
static void
take_step (HnChanges *self, GPtrArray *difference)
{
  if (hn_change_list_equal (difference, get_difference (self)))
    {
      g_ptr_array_unref (difference);
      return;
    }

  g_ptr_array_set_size (self->steps, (int) self->position + 1);
  g_ptr_array_add (self->steps, difference);
  go_to (self, self->position + 1);
}

/* Has @difference say @value about @directive, unless that stands already. */
static void
put (HnChanges *self, GPtrArray *difference, HnDirectiveId directive, const char *value)
{
  HnChange change = { directive, (char *) value };

  hn_change_list_remove (difference, directive);
  if (!hn_change_list_same (self->present, &change))
    hn_change_list_add (difference, directive, value);
}

void
hn_changes_set (HnChanges *self, HnDirectiveId directive, const char *value)
{
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (directive >= 0 && directive < HN_N_DIRECTIVES);

  /* Of a service that systemd does not take there is no score. */
  if (hn_changes_get_state (self) != HN_CHANGES_READY ||
      (value != NULL && hn_changes_is_refused_with (self, directive, value)))
    return;

  difference = hn_change_list_copy (get_difference (self));
  put (self, difference, directive, value);
  take_step (self, difference);
}

void
hn_changes_set_content (HnChanges *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) joined = NULL;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (lines != NULL);

  if (hn_changes_get_state (self) != HN_CHANGES_READY)
    return;

  joined = hn_change_list_join (lines);
  take_step (self, hn_change_list_compare (self->present, joined));
}

void
hn_changes_leave_out (HnChanges *self, GPtrArray *lines, GPtrArray *content, GPtrArray *present)
{
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) stood = NULL;
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));

  rest = hn_change_list_join (content);
  stood = hn_change_list_join (present);
  difference = hn_change_list_copy (get_difference (self));
  for (guint i = 0; i < lines->len; i++)
    {
      const HnChange *line = lines->pdata[i];
      const HnChange *left = hn_change_list_find (rest, line->directive);

      /* What the files say at the moment may still be the trial. */
      if (left == NULL || hn_change_list_same (stood, left))
        hn_change_list_remove (difference, line->directive);
      else
        put (self, difference, line->directive, left->value);
    }
  take_step (self, difference);
}

void
hn_changes_reset (HnChanges *self, const HnDirectiveId *directives, guint n_directives)
{
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (directives != NULL);

  difference = hn_change_list_copy (get_difference (self));
  for (guint i = 0; i < n_directives; i++)
    hn_change_list_remove (difference, directives[i]);
  take_step (self, difference);
}

void
hn_changes_discard (HnChanges *self)
{
  g_return_if_fail (HN_IS_CHANGES (self));

  take_step (self, hn_change_list_new ());
}

gboolean
hn_changes_can_undo (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  return self->position > 0;
}

gboolean
hn_changes_can_redo (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  return self->position + 1 < self->steps->len;
}

void
hn_changes_undo (HnChanges *self)
{
  if (hn_changes_can_undo (self))
    go_to (self, self->position - 1);
}

void
hn_changes_redo (HnChanges *self)
{
  if (hn_changes_can_redo (self))
    go_to (self, self->position + 1);
}

void
hn_changes_set_kept (HnChanges *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) present = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (lines != NULL);

  /* What the manager says comes later; until then nothing of it may look staged. More may have been
   * staged while it was tried, and what a search has found never was. */
  present = hn_change_list_join (lines);
  rest = hn_change_list_new ();
  difference = get_difference (self);
  for (guint i = 0; i < difference->len; i++)
    {
      const HnChange *change = difference->pdata[i];

      if (!hn_change_list_same (present, change))
        hn_change_list_add (rest, change->directive, change->value);
    }
  g_free (self->files->present_text);
  self->files->present_text = lines->len > 0 ? hn_change_to_text (lines) : g_strdup ("");
  /* Who kept what is read with the file. */
  g_free (self->files->present_kept);
  self->files->present_kept = g_strdup (self->files->present_text);
  g_clear_pointer (&self->files->keepers, g_hash_table_unref);
  g_ptr_array_unref (self->present);
  self->present = g_steal_pointer (&present);

  g_ptr_array_set_size (self->steps, 0);
  g_ptr_array_add (self->steps, hn_change_list_new ());
  if (rest->len > 0)
    g_ptr_array_add (self->steps, g_steal_pointer (&rest));
  self->position = self->steps->len - 1;
  update (self);
  if (self->files->state != HN_CHANGES_READING)
    start_loading (self);
}

/* What comes of the present step. */

GPtrArray *
hn_changes_get_list (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return self->lines;
}

char *
hn_changes_dup_text (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return self->lines->len > 0 ? hn_change_to_text (self->lines) : g_strdup ("");
}

const HnAssessment *
hn_changes_get_before (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return hn_service_get_info (self->service)->assessment;
}

const HnAssessment *
hn_changes_get_after (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return self->after != NULL ? &self->assessment : hn_service_get_info (self->service)->assessment;
}

const HnSettings *
hn_changes_get_settings (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return self->after != NULL ? self->after : hn_service_get_settings (self->service);
}

const HnSettings *
hn_changes_get_base (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  return hn_changes_get_state (self) == HN_CHANGES_READY ? self->files->base : NULL;
}

guint
hn_changes_get_revision (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), 0);

  return self->revision;
}

gboolean
hn_changes_is_dirty (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  return self->n_changes > 0;
}

guint
hn_changes_get_n_changes (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), 0);

  return self->n_changes;
}

gboolean
hn_changes_is_changed (HnChanges *self, HnDirectiveId directive)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);
  g_return_val_if_fail (directive >= 0 && directive < HN_N_DIRECTIVES, FALSE);

  return self->changed[directive];
}

const char *
hn_changes_get_value (HnChanges *self, HnDirectiveId directive)
{
  HnChange *change;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  change = hn_change_list_find (self->content, directive);

  return change != NULL ? change->value : NULL;
}

/* Sets the names of what is weaker than without Hardnut's drop-in. */
static void
find_weakened (HnChanges *self)
{
  g_autoptr (HnSettings) last = NULL;
  g_autoptr (GPtrArray) hidden = NULL;
  GPtrArray *names = NULL;

  if (self->weakened != NULL)
    return;

  if (self->vendor == NULL)
    self->vendor = hn_what_if (self->files->base, NULL);
  hn_weakens (self->vendor, self->after, &names);
  self->weakened = names != NULL ? names : g_ptr_array_new ();
  /* The helper also asks what would hold without the files that are read later. */
  last = hn_what_if_last (hn_changes_get_base (self), self->lines);
  hn_weakens (self->vendor, last, &hidden);
  for (guint i = 0; hidden != NULL && i < hidden->len; i++)
    if (!g_ptr_array_find_with_equal_func (self->weakened, hidden->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (self->weakened, g_strdup (hidden->pdata[i]));
}

gboolean
hn_changes_weakens (HnChanges *self, HnDirectiveId directive)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);
  g_return_val_if_fail (directive >= 0 && directive < HN_N_DIRECTIVES, FALSE);

  if (self->after == NULL || !self->changed[directive])
    return FALSE;

  find_weakened (self);

  return g_ptr_array_find_with_equal_func (self->weakened, hn_directive_get (directive)->name,
                                           g_str_equal, NULL);
}

GStrv
hn_changes_dup_weakened (HnChanges *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  if (self->after == NULL)
    return g_new0 (char *, 1);

  find_weakened (self);
  for (guint i = 0; i < self->weakened->len; i++)
    if (hn_change_list_find (self->content, hn_directive_find (self->weakened->pdata[i])) != NULL)
      g_ptr_array_add (names, self->weakened->pdata[i]);
  /* The others follow from these, as a rule. */
  if (names->len == 0)
    g_ptr_array_extend (names, self->weakened, NULL, NULL);
  g_ptr_array_add (names, NULL);

  return g_strdupv ((GStrv) names->pdata);
}

HnSettings *
hn_changes_try_value (HnChanges *self, HnDirectiveId directive, const char *value)
{
  g_autoptr (GPtrArray) content = hn_change_list_copy (self->content);

  hn_change_list_remove (content, directive);
  if (value != NULL)
    hn_change_list_add (content, directive, value);

  return what_if (self, content);
}

gboolean
hn_changes_is_refused_with (HnChanges *self, HnDirectiveId directive, const char *value)
{
  const HnSettings *present = hn_changes_get_settings (self);
  g_autoptr (HnSettings) settings = NULL;

  if (present == NULL || hn_changes_get_base (self) == NULL ||
      present->load_state != HN_LOAD_LOADED)
    return FALSE;
  settings = hn_changes_try_value (self, directive, value);

  return settings->load_state == HN_LOAD_BAD_SETTING;
}

const HnAssessment *
hn_changes_get_plain_assessment (HnChanges *self)
{
  if (!self->plain_known)
    hn_assess (hn_changes_get_settings (self), NULL, &self->plain);
  self->plain_known = TRUE;

  return &self->plain;
}

gboolean
hn_changes_get_all_instances (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  return self->all_instances;
}

void
hn_changes_set_all_instances (HnChanges *self, gboolean all_instances)
{
  g_return_if_fail (HN_IS_CHANGES (self));

  all_instances = !!all_instances;
  if (self->all_instances == all_instances)
    return;

  self->all_instances = all_instances;
  g_signal_emit (self, changed_signal, 0);
}

char *
hn_changes_dup_target (HnChanges *self)
{
  const char *name, *at, *suffix;

  g_return_val_if_fail (HN_IS_CHANGES (self), NULL);

  name = hn_service_get_name (self->service);
  at = strchr (name, '@');
  suffix = strrchr (name, '.');
  if (!self->all_instances || at == NULL || suffix == NULL || suffix < at)
    return g_strdup (name);

  return g_strdup_printf ("%.*s@%s", (int) (at - name), name, suffix);
}
