/* Gathers the facts that the engine decides by. Where something cannot be looked at, it decides
 * twice: with the worst, which is told, and with the best, to know how sure that is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/permission.h"

#include <string.h>
#include <systemd/sd-login.h>
#include <unistd.h>

#include "engine/weaken-closed.h"
#include "properties/path-look.h"
#include "properties/user-number.h"
#include "source/account.h"
#include "source/files/host.h"

/* One question to the engine, and what was looked at for it. */
typedef struct
{
  GHashTable *paths; /* char * -> HnPathFacts */
  GStrv closed;      /* what the helper's own unit closes to it with ProtectHome= */
  gboolean hopes;    /* takes the best for what is not known */
  gboolean doubts;   /* something was not known */
} Looks;

static void
path_facts_free (gpointer data)
{
  HnPathFacts *facts = data;

  g_free (facts->target);
  g_free (facts);
}

/* (transfer full): where these lead: they may be links. */
static GStrv
find_closed (void)
{
  static const char *const folders[] = { "/home", "/root", "/run/user" };
  g_autoptr (GStrvBuilder) closed = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      HnPathFacts facts = { 0 };

      hn_path_look (folders[i], &facts, NULL);
      if (facts.target != NULL)
        g_strv_builder_add (closed, facts.target);
      g_free (facts.target);
    }

  return g_strv_builder_end (closed);
}

static gboolean
is_closed_to_helper (const Looks *looks, const char *path, const HnPathFacts *facts)
{
  const char *leads_to = facts->target != NULL ? facts->target : path;

  for (guint i = 0; looks->closed[i] != NULL; i++)
    if (strcmp (leads_to, looks->closed[i]) != 0 && hn_path_is_below (leads_to, looks->closed[i]))
      return TRUE;

  return FALSE;
}

static void
look_cb (const char *path, HnPathFacts *facts, gpointer user_data)
{
  Looks *looks = user_data;
  HnPathFacts *known = g_hash_table_lookup (looks->paths, path);

  if (known == NULL)
    {
      known = g_new0 (HnPathFacts, 1);
      /* A sandbox has other files of the same names. */
      if (hn_host_get_root () == NULL)
        hn_path_look (path, known, NULL);
      g_hash_table_insert (looks->paths, g_strdup (path), known);
    }

  /* It decides by what it sees, and there it sees nothing. */
  if (is_closed_to_helper (looks, path, known))
    return;
  *facts = *known;
  facts->target = g_strdup (known->target);
  if (known->known)
    return;

  looks->doubts = TRUE;
  if (looks->hopes)
    {
      facts->known = facts->exists = facts->folder = facts->real = facts->closed_parents = TRUE;
      facts->target = g_strdup (path);
    }
}

/* Nothing is ever taken from root, nor from an account that is made for the time that the service
 * runs. */
static HnAnswer
find_sharing (const HnManagerFacts *facts)
{
  g_autofree char *user = NULL;
  guint32 uid;

  if (facts == NULL || facts->unit->settings == NULL)
    return HN_CANNOT_TELL;

  user = hn_settings_dup_value (facts->unit->settings, HN_DIRECTIVE_USER);
  if (*user == '\0')
    return HN_NO;
  uid = facts->uid != G_MAXUINT32 ? facts->uid : hn_user_number_find (user);
  if (uid == G_MAXUINT32)
    return HN_CANNOT_TELL;

  if (uid == 0)
    return HN_NO;

  return hn_account_is_shared (uid, hn_user_number_find_group (user), facts->control_group);
}

/* Whether this program runs in a unit that has one of @names. */
static gboolean
runs_in (const char *const *names)
{
  char *own = NULL;
  gboolean same = sd_pid_get_unit (0, &own) >= 0 && g_strv_contains (names, own);

  free (own);

  return same;
}

static HnAnswer
hope (Looks *looks, HnAnswer answer)
{
  if (answer != HN_CANNOT_TELL)
    return answer;

  looks->doubts = TRUE;
  return looks->hopes ? HN_NO : answer;
}

HnPermission *
hn_permission_ref (HnPermission *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hn_permission_unref (HnPermission *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->reasons);
  g_clear_pointer (&self->rest, g_ptr_array_unref);
  g_free (self);
}

char *
hn_permission_dup_line (const HnWeakening *reason)
{
  if (reason->line != NULL || reason->directive == HN_DIRECTIVE_NONE)
    return g_strdup (reason->line);

  return g_strdup_printf ("%s=", hn_directive_get (reason->directive)->name);
}

HnPermission *
hn_permission_find (const HnManagerFacts *facts,
                    const HnSettings *unfinished,
                    const char *previous,
                    GPtrArray *changes)
{
  const char *const only[] = { unfinished->context.unit, NULL };
  g_autoptr (GHashTable) paths =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, path_facts_free);
  g_autofree HnLiveLimit *endless = g_new0 (HnLiveLimit, HN_N_DIRECTIVES);
  g_auto (GStrv) closed = find_closed ();
  Looks looks = { paths, closed, FALSE, FALSE };
  HnAnswer sharing = HN_NO;
  HnUnitFacts unit = { 0 };
  HnWeakenContext context = { 0 };
  HnPermission *self = g_new0 (HnPermission, 1);

  unit.names = facts != NULL ? (const char *const *) facts->names : only;
  unit.before = facts != NULL ? (const char *const *) facts->before : NULL;
  unit.required_by = facts != NULL ? facts->required_by : NULL;
  unit.holds_caller = runs_in (unit.names);
  unit.wanted = facts != NULL && facts->wanted;
  unit.joined = facts != NULL && facts->joined;
  /* That takes a look at every process of the machine. */
  if (hn_change_list_are_about (changes, HN_DIRECTIVE_REMOVE_IPC))
    sharing = find_sharing (facts);
  unit.shares_user = hope (&looks, sharing);
  unit.slice_denies = hope (&looks, facts != NULL ? facts->slice_denies : HN_CANNOT_TELL);
  unit.limits = facts != NULL ? facts->limits : NULL;
  context.unfinished = unfinished;
  context.live = facts != NULL ? facts->unit->settings : NULL;
  context.previous = previous;
  context.uid = getuid ();
  context.facts = &unit;
  context.look = look_cb;
  context.look_data = &looks;

  g_atomic_ref_count_init (&self->ref_count);
  self->reasons = hn_weaken_find (&context, changes);
  /* What system.conf closes, only the manager tells. */
  self->certain = facts != NULL;
  if (self->reasons->len == 0)
    return self;

  self->certain = TRUE;

  self->rest = hn_weaken_leave_out (&context, changes);
  if (facts == NULL || looks.doubts)
    {
      g_autoptr (GPtrArray) sure = NULL;

      looks.hopes = TRUE;
      unit.shares_user = hope (&looks, sharing);
      unit.slice_denies = hope (&looks, unit.slice_denies);
      if (facts == NULL)
        {
          for (guint i = 0; i < HN_N_DIRECTIVES; i++)
            endless[i] = (HnLiveLimit){ .known = TRUE, .soft = G_MAXUINT64, .hard = G_MAXUINT64 };
          unit.limits = endless;
          unit.wanted = TRUE;
        }
      sure = hn_weaken_find (&context, changes);
      self->certain = sure->len > 0;
    }

  return self;
}

/* What the thread works with. */
typedef struct
{
  HnManagerFacts *facts;
  HnSettings *unfinished;
  char *previous;
  GPtrArray *changes;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->facts, hn_manager_facts_unref);
  hn_settings_free (job->unfinished);
  g_free (job->previous);
  g_ptr_array_unref (job->changes);
  g_free (job);
}

static void
find_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;

  g_task_return_pointer (task,
                         hn_permission_find (job->facts, job->unfinished, job->previous,
                                             job->changes),
                         (GDestroyNotify) hn_permission_unref);
}

void
hn_permission_find_async (HnManagerFacts *facts,
                          const HnSettings *unfinished,
                          const char *previous,
                          GPtrArray *changes,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (unfinished != NULL);
  g_return_if_fail (changes != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  job = g_new0 (Job, 1);
  job->facts = facts != NULL ? hn_manager_facts_ref (facts) : NULL;
  job->unfinished = hn_settings_copy (unfinished);
  job->previous = g_strdup (previous);
  job->changes = hn_change_list_copy (changes);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, find_thread);
}

HnPermission *
hn_permission_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
