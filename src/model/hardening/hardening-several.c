/* Begins the next search when the one before is over. Each service is read again when its turn
 * comes, as it may have changed since the first look.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "hardening-several.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "hardening-private.h"

struct _HnHardeningSeveral
{
  GObject parent_instance;

  HnSeveralInfo info;
  HnHardenLevel level;
  guint watch_seconds;
  gboolean keep;
  gboolean waiting; /* for the one whose turn it is to be read */
  guint idle;

  /* owned */
  GPtrArray *all;             /* of HnHardening */
  gboolean *left_out;         /* of each */
  HnTrialList *list;          /* (nullable) */
  HnHardenQuestion *question; /* (nullable) */
};

static guint changed_signal, state_changed_signal;

G_DEFINE_FINAL_TYPE (HnHardeningSeveral, hn_hardening_several, G_TYPE_OBJECT)

static HnHardeningState
get_state (HnHardeningSeveral *self, guint at)
{
  return hn_hardening_get_info (self->all->pdata[at])->state;
}

static const char *
get_name (HnHardeningSeveral *self, guint at)
{
  return hn_service_get_name (
      hn_changes_get_service (hn_hardening_get_info (self->all->pdata[at])->changes));
}

static void
set_state (HnHardeningSeveral *self, HnSeveralState state)
{
  G_GNUC_UNUSED g_autoptr (HnHardeningSeveral) keep = g_object_ref (self);

  if (self->info.state != state)
    {
      self->info.state = state;
      g_signal_emit (self, state_changed_signal, 0);
    }
  g_signal_emit (self, changed_signal, 0);
}

/* ---- Before ---- */

static void
update_before (HnHardeningSeveral *self)
{
  HnScope scope = hn_hardening_get_info (self->all->pdata[0])->scope;
  gboolean reading = FALSE;

  self->info.n_chosen = 0;
  for (guint i = 0; i < self->all->len; i++)
    {
      HnHardeningState state = get_state (self, i);

      reading |= state == HN_HARDENING_READING;
      self->left_out[i] = state == HN_HARDENING_BLOCKED;
      self->info.n_chosen += !self->left_out[i];
    }
  self->info.n_asked =
      scope == HN_SCOPE_SYSTEM ? hn_harden_question_count (self->info.n_chosen) : 0;
  set_state (self, reading                    ? HN_SEVERAL_READING
                   : self->info.n_chosen == 0 ? HN_SEVERAL_BLOCKED
                                              : HN_SEVERAL_READY);
}

/* ---- One after another ---- */

static void
count (HnHardeningSeveral *self)
{
  self->info.n_over = self->info.n_kept = 0;
  for (guint i = 0; i < self->all->len; i++)
    {
      self->info.n_over += !self->left_out[i] && hn_hardening_is_over (self->all->pdata[i]);
      self->info.n_kept += get_state (self, i) == HN_HARDENING_KEPT;
    }
}

static void
begin (HnHardeningSeveral *self)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new ();

  self->waiting = FALSE;
  hn_hardening_start (self->all->pdata[self->info.at], self->level, self->watch_seconds, checks,
                      self->keep);
}

static void
finish (HnHardeningSeveral *self)
{
  self->info.at = -1;
  hn_harden_question_end (self->question);
  set_state (self, HN_SEVERAL_OVER);
}

/* The next one that something can be tried of. */
static void
advance (HnHardeningSeveral *self)
{
  guint at = (guint) (self->info.at + 1);

  while (at < self->all->len && self->left_out[at])
    at++;
  if (at >= self->all->len || self->info.state != HN_SEVERAL_SEARCHING)
    {
      finish (self);
      return;
    }

  self->info.at = (int) at;
  self->waiting = TRUE;
  hn_hardening_read_again (self->all->pdata[at]);
}

/* Where the person said no, or has stopped it, the others are left alone. */
static gboolean
is_end_of_all (HnHardeningState state)
{
  return state == HN_HARDENING_DENIED || state == HN_HARDENING_STOPPED;
}

static gboolean
turn_cb (gpointer data)
{
  HnHardeningSeveral *self = data;
  HnHardening *one = self->info.at >= 0 ? self->all->pdata[self->info.at] : NULL;
  HnHardeningState state = one != NULL ? hn_hardening_get_info (one)->state : HN_HARDENING_READY;

  self->idle = 0;
  if (one == NULL)
    advance (self);
  else if (state == HN_HARDENING_BLOCKED)
    {
      self->left_out[self->info.at] = TRUE;
      self->info.n_chosen--;
      advance (self);
    }
  else if (state == HN_HARDENING_READY && self->info.state != HN_SEVERAL_SEARCHING)
    finish (self);
  else if (state == HN_HARDENING_READY && self->waiting)
    begin (self);
  else if (state == HN_HARDENING_FOUND && !self->keep)
    hn_hardening_stop (one);
  else if (hn_hardening_is_over (one) && is_end_of_all (state))
    finish (self);
  else if (hn_hardening_is_over (one))
    advance (self);

  return G_SOURCE_REMOVE;
}

/* Not at once: this is called while a search still emits its signal. */
static void
take_turn (HnHardeningSeveral *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (turn_cb, self);
}

static void
one_cb (HnHardeningSeveral *self, HnHardening *one)
{
  if (self->info.state <= HN_SEVERAL_BLOCKED)
    {
      update_before (self);
      return;
    }

  count (self);
  if (self->info.at >= 0 && one == self->all->pdata[self->info.at])
    take_turn (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
make_question (HnHardeningSeveral *self)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new ();

  for (guint i = 0; i < self->all->len; i++)
    if (!self->left_out[i])
      g_ptr_array_add (units, (gpointer) get_name (self, i));
  g_ptr_array_add (units, NULL);
  self->question = hn_harden_question_new (hn_trial_list_get_client (self->list),
                                           (const char *const *) units->pdata, self->watch_seconds,
                                           HN_HARDENING_MAX_TRIALS);
  for (guint i = 0; i < self->all->len; i++)
    hn_hardening_set_question (self->all->pdata[i], self->question);
}

void
hn_hardening_several_start (HnHardeningSeveral *self,
                            HnHardenLevel level,
                            guint watch_seconds,
                            gboolean keep)
{
  g_return_if_fail (HN_IS_HARDENING_SEVERAL (self));
  g_return_if_fail (self->info.state == HN_SEVERAL_READY);

  self->level = level;
  self->watch_seconds = watch_seconds;
  self->keep = keep;
  make_question (self);
  set_state (self, HN_SEVERAL_SEARCHING);
  take_turn (self);
}

void
hn_hardening_several_stop (HnHardeningSeveral *self)
{
  g_return_if_fail (HN_IS_HARDENING_SEVERAL (self));

  if (self->info.state != HN_SEVERAL_SEARCHING)
    return;
  set_state (self, HN_SEVERAL_STOPPING);
  if (self->info.at >= 0)
    hn_hardening_stop (self->all->pdata[self->info.at]);
  take_turn (self);
}

/* ---- The object ---- */

static void
hn_hardening_several_dispose (GObject *object)
{
  HnHardeningSeveral *self = HN_HARDENING_SEVERAL (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  for (guint i = 0; self->all != NULL && i < self->all->len; i++)
    {
      HnHardening *one = self->all->pdata[i];

      g_signal_handlers_disconnect_by_data (one, self);
      if (hn_hardening_is_under_way (one))
        hn_hardening_stop (one);
    }
  if (self->question != NULL)
    hn_harden_question_end (self->question);
  g_clear_object (&self->question);
  g_clear_pointer (&self->all, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_hardening_several_parent_class)->dispose (object);
}

static void
hn_hardening_several_finalize (GObject *object)
{
  HnHardeningSeveral *self = HN_HARDENING_SEVERAL (object);

  g_free (self->left_out);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (hn_hardening_several_parent_class)->finalize (object);
}

static void
hn_hardening_several_class_init (HnHardeningSeveralClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = hn_hardening_several_dispose;
  object_class->finalize = hn_hardening_several_finalize;

  changed_signal =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  state_changed_signal =
      g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_hardening_several_init (HnHardeningSeveral *self)
{
  self->info.at = -1;
}

HnHardeningSeveral *
hn_hardening_several_new (GPtrArray *all, HnTrialList *list)
{
  HnHardeningSeveral *self;

  g_return_val_if_fail (all != NULL && all->len > 0, NULL);

  self = g_object_new (HN_TYPE_HARDENING_SEVERAL, NULL);
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->left_out = g_new0 (gboolean, all->len);
  self->info.n = all->len;
  if (list != NULL)
    self->list = g_object_ref (list);
  for (guint i = 0; i < all->len; i++)
    {
      g_ptr_array_add (self->all, g_object_ref (all->pdata[i]));
      g_signal_connect_object (all->pdata[i], "changed", G_CALLBACK (one_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update_before (self);
  hn_hardening_find_unread (self->all->pdata[0]);

  return self;
}

const HnSeveralInfo *
hn_hardening_several_get_info (HnHardeningSeveral *self)
{
  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), NULL);

  return &self->info;
}

HnHardening *
hn_hardening_several_get (HnHardeningSeveral *self, guint at)
{
  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), NULL);
  g_return_val_if_fail (at < self->all->len, NULL);

  return self->all->pdata[at];
}

gboolean
hn_hardening_several_is_left_out (HnHardeningSeveral *self, guint at)
{
  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), FALSE);
  g_return_val_if_fail (at < self->all->len, FALSE);

  return self->left_out[at];
}

/* ---- In words ---- */

/* (transfer full) (nullable): who is touched besides; NULL for nobody */
static char *
dup_dependents (HnHardeningSeveral *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  for (guint i = 0; i < self->all->len; i++)
    {
      g_autoptr (GPtrArray) some = hn_hardening_list_dependents (self->all->pdata[i]);

      for (guint j = 0; !self->left_out[i] && j < some->len; j++)
        if (!g_ptr_array_find_with_equal_func (names, some->pdata[j], g_str_equal, NULL))
          g_ptr_array_add (names, g_strdup (some->pdata[j]));
    }
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (GStrv) names->pdata);

  /* Translators: %s is a list of services */
  return g_strdup_printf (_ ("These restart with them: %s."), list);
}

GPtrArray *
hn_hardening_several_list_consequences (HnHardeningSeveral *self,
                                        guint watch_seconds,
                                        gboolean keep)
{
  HnHardenAim aim = { .max_trials = HN_HARDENING_MAX_TRIALS, .watch_seconds = watch_seconds };
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  guint restarts = hn_harden_search_count_restarts (&aim), least = 0, most = 0;
  g_autofree char *duration = NULL;
  char *dependents;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), all);

  for (guint i = 0; i < self->all->len; i++)
    if (!self->left_out[i])
      {
        aim.unfinished = hn_changes_get_base (hn_hardening_get_info (self->all->pdata[i])->changes);
        hn_harden_search_estimate (&aim, &least, &most);
      }
  duration = hn_harden_search_dup_duration (least, most);
  g_ptr_array_add (all, g_strdup_printf (ngettext ("%u service is searched.",
                                                   "%u services are searched, one after another.",
                                                   self->info.n_chosen),
                                         self->info.n_chosen));
  if (self->info.n_chosen > 0)
    /* Translators: "about 5 to 20 minutes", for all services */
    g_ptr_array_add (all, g_strdup_printf (_ ("It takes %s in all."), duration));
  g_ptr_array_add (all, g_strdup_printf (ngettext ("Each restarts up to %u time.",
                                                   "Each restarts up to %u times.", restarts),
                                         restarts));
  dependents = dup_dependents (self);
  if (dependents != NULL)
    g_ptr_array_add (all, dependents);
  hn_hardening_add_warnings (self->all->pdata[0], all);
  if (self->info.n_asked == 1)
    g_ptr_array_add (all, g_strdup (_ ("You are asked for a password once, and again only if it "
                                       "takes more than an hour.")));
  else if (self->info.n_asked > 1)
    g_ptr_array_add (all,
                     g_strdup_printf (ngettext ("You are asked for a password %u time.",
                                                "You are asked for a password %u times, as one "
                                                "covers 32 services.",
                                                self->info.n_asked),
                                      self->info.n_asked));
  g_ptr_array_add (
      all,
      g_strdup (
          keep ? _ ("What works is kept at once. In the end you can take each of them back, which "
                    "may take the password again.")
               : _ ("You are told what would work, and each service is as "
                    "before in the end.")));
  g_ptr_array_add (all, g_strdup (_ ("You can stop at any moment: the service whose turn it is is "
                                     "then as before, and no other is begun.")));

  return all;
}

gboolean
hn_hardening_several_has_result (HnHardeningSeveral *self, guint at)
{
  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), FALSE);
  g_return_val_if_fail (at < self->all->len, FALSE);

  switch (get_state (self, at))
    {
    case HN_HARDENING_FOUND:
    case HN_HARDENING_KEEPING:
    case HN_HARDENING_KEPT:
    case HN_HARDENING_TAKING_BACK:
    case HN_HARDENING_TAKEN_BACK:
    case HN_HARDENING_TIME_UP:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Of a search under way. */
static char *
dup_progress (const HnHardeningInfo *info)
{
  if (info->state == HN_HARDENING_ASKING && info->scope == HN_SCOPE_SYSTEM)
    return g_strdup (_ ("Waiting for authorization…"));
  if (info->state == HN_HARDENING_STOPPING)
    return g_strdup (_ ("It is being taken back…"));
  if (info->steps->len > 0)
    return g_strdup (info->steps->pdata[info->steps->len - 1]);

  return g_strdup (_ ("Searching…"));
}

/* Many reasons begin with the name, under which they stand here. */
static char *
dup_failure (HnHardeningSeveral *self, guint at)
{
  g_autofree char *start = g_strconcat (get_name (self, at), ": ", NULL);
  char *reason = hn_hardening_dup_end (self->all->pdata[at]);

  if (g_str_has_prefix (reason, start))
    memmove (reason, reason + strlen (start), strlen (reason + strlen (start)) + 1);

  return reason;
}

static char *
dup_outcome (HnHardeningSeveral *self, guint at)
{
  HnHardening *one = self->all->pdata[at];
  const HnHardeningInfo *info = hn_hardening_get_info (one);

  if (self->left_out[at])
    return hn_hardening_dup_left_out (one);
  if (hn_hardening_is_under_way (one))
    return dup_progress (info);

  switch (info->state)
    {
    case HN_HARDENING_FOUND:
    case HN_HARDENING_KEEPING:
      return g_strdup (_ ("It works with less."));
    case HN_HARDENING_KEPT:
      return info->error != NULL
                 /* Translators: %s is the reason, a sentence */
                 ? g_strdup_printf (_ ("It was not taken back: %s"), info->error->message)
                 : g_strdup (_ ("It works with less, which is kept."));
    case HN_HARDENING_TAKING_BACK:
      return g_strdup (_ ("It is being taken back…"));
    case HN_HARDENING_TAKEN_BACK:
      return g_strdup (self->keep ? _ ("It was taken back, and is as before.")
                                  : _ ("It would work with less. It is as before."));
    case HN_HARDENING_TIME_UP:
      return g_strdup (_ ("It was not kept in time, and is as before."));
    case HN_HARDENING_NOTHING:
      return g_strdup (_ ("Nothing stricter works. It is as before."));
    case HN_HARDENING_STOPPED:
      return g_strdup (_ ("Stopped. It is as before."));
    case HN_HARDENING_DENIED:
      return g_strdup (_ ("Not authorized. It is as before."));
    case HN_HARDENING_FAILED:
      return dup_failure (self, at);
    default:
      if (self->info.state == HN_SEVERAL_OVER)
        return g_strdup (_ ("It was not begun, and is as before."));
      /* Translators: of a service whose turn has not come yet */
      return g_strdup (_ ("Waiting"));
    }
}

/* Whether @note is to be known of each service that something was found for, which is told once,
 * and in the end: until then it is not known. */
static gboolean
is_shared (HnHardeningSeveral *self, const char *note)
{
  guint n = 0;

  if (self->info.state != HN_SEVERAL_OVER)
    return FALSE;

  for (guint i = 0; i < self->all->len; i++)
    {
      GPtrArray *notes = hn_hardening_get_notes (self->all->pdata[i]);

      if (!hn_hardening_several_has_result (self, i))
        continue;
      if (notes == NULL || !g_ptr_array_find_with_equal_func (notes, note, g_str_equal, NULL))
        return FALSE;
      n++;
    }

  return n > 1;
}

/* Appends the notes about the service @at that are, or are not, @shared. */
static void
append_notes (HnHardeningSeveral *self, guint at, gboolean shared, GString *words)
{
  GPtrArray *notes = hn_hardening_get_notes (self->all->pdata[at]);

  if (notes == NULL || !hn_hardening_several_has_result (self, at))
    return;

  for (guint i = 0; i < notes->len; i++)
    if (is_shared (self, notes->pdata[i]) == shared)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "",
                              (const char *) notes->pdata[i]);
}

char *
hn_hardening_several_dup_words (HnHardeningSeveral *self, guint at)
{
  g_autofree char *outcome = NULL;
  GString *words;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), NULL);
  g_return_val_if_fail (at < self->all->len, NULL);

  outcome = dup_outcome (self, at);
  words = g_string_new (outcome);
  append_notes (self, at, FALSE, words);

  return g_string_free (words, FALSE);
}

char *
hn_hardening_several_dup_notes (HnHardeningSeveral *self)
{
  GString *words = g_string_new (NULL);
  g_autofree char *notes = NULL;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), NULL);

  for (guint i = 0; i < self->all->len && words->len == 0; i++)
    append_notes (self, i, TRUE, words);
  notes = g_string_free (words, FALSE);

  /* Translators: %s is sentences that hold for each of several services, and call it “it” */
  return *notes != '\0' ? g_strdup_printf (_ ("For each of them: %s"), notes) : NULL;
}

char *
hn_hardening_several_dup_heading (HnHardeningSeveral *self)
{
  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), NULL);

  if (self->info.state == HN_SEVERAL_STOPPING)
    return g_strdup (_ ("Stopping…"));
  if (self->info.state != HN_SEVERAL_OVER)
    /* Translators: how many services were searched, and of how many */
    return g_strdup_printf (ngettext ("%u of %u Service Done", "%u of %u Services Done",
                                      self->info.n_chosen),
                            self->info.n_over, self->info.n_chosen);
  if (self->keep || self->info.n_kept > 0)
    /* Translators: how many services are stricter than before, and of how many */
    return g_strdup_printf (ngettext ("%u of %u Service Hardened", "%u of %u Services Hardened",
                                      self->info.n),
                            self->info.n_kept, self->info.n);

  return g_strdup (_ ("What Would Work"));
}

char *
hn_hardening_several_dup_report (HnHardeningSeveral *self)
{
  g_autofree char *heading = NULL;
  g_autofree char *notes = NULL;
  GString *text;

  g_return_val_if_fail (HN_IS_HARDENING_SEVERAL (self), NULL);

  heading = hn_hardening_several_dup_heading (self);
  notes = hn_hardening_several_dup_notes (self);
  text = g_string_new (heading);
  g_string_append_c (text, '\n');
  if (notes != NULL)
    g_string_append_printf (text, "%s\n", notes);
  for (guint i = 0; i < self->all->len; i++)
    {
      const HnHardeningInfo *info = hn_hardening_get_info (self->all->pdata[i]);
      g_autofree char *words = hn_hardening_several_dup_words (self, i);

      g_string_append_printf (text, "%s: ", get_name (self, i));
      if (hn_hardening_several_has_result (self, i) && info->after != info->before)
        g_string_append_printf (text, "%u.%u → %u.%u. ", info->before / 10, info->before % 10,
                                info->after / 10, info->after % 10);
      g_string_append_printf (text, "%s\n", words);
    }

  return g_string_free (text, FALSE);
}
