/* Asks the manager, one question after another, for what decides about the permission.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/facts.h"

#include <errno.h>
#include <string.h>

#include "engine/guards.h"
#include "properties/message-read.h"
#include "properties/unit-mentions.h"

/* No service has more that require it; beyond these one might be a guard. */
#define MAX_REQUIRING 256

/* All units of a large machine. */
#define MAX_ORDERED 4096

struct _HnFactsReading
{
  HnHelper *helper;
  HnLook *look; /* at the service; NULL at first */
  HnFacts *facts;
  HnLook **ret_look;
  HnFacts **ret_facts;
  HnContinueFunc func;
  gpointer user_data;
  pid_t pid;

  HnMentions *mentions; /* NULL before the manager has said where its files are */
  GHashTable *seen;     /* of names */
  GQueue names;         /* of those that require the service, still to be looked at */
  char *requiring;      /* (nullable) the one that was looked at last */
  GHashTable *ordered;  /* of names */
  GPtrArray *before;    /* of names, borrowed from ordered: units that it is ordered before, and
                         * then those that what requires it is ordered before as well */
  guint n_own;          /* of these */
  guint n_walked;       /* of these; the others are still to be asked what they are before */
  GQueue slices;        /* still to be asked */
  HnLook *other;        /* at one of those that require it */
  HnLooking *looking;
  sd_bus_slot *slot;
};

static void ask_next (HnFactsReading *self);

/* Behind each answer. */
static int
go_on (HnFactsReading *self)
{
  self->slot = sd_bus_slot_unref (self->slot);
  ask_next (self);

  return 0;
}

/* Asks for a property of another unit, or for all of them. Returns: whether an answer will come */
static gboolean
ask_unit (HnFactsReading *self,
          const char *name,
          const char *interface,
          const char *property,
          sd_bus_message_handler_t callback)
{
  g_autofree char *path = NULL;

  return sd_bus_path_encode (HN_SYSTEMD_PATH "/unit", name, &path) >= 0 &&
         hn_systemd_get (self->helper, &self->slot, callback, self, path, interface, property) >= 0;
}

void
hn_facts_free (HnFacts *self)
{
  g_strfreev (self->before);
  g_free (self->required_by);
  g_free (self->caller_unit);
  g_free (self);
}

void
hn_facts_reading_cancel (HnFactsReading *self)
{
  if (self->looking != NULL)
    hn_looking_cancel (self->looking);
  sd_bus_slot_unref (self->slot);
  g_clear_pointer (&self->mentions, hn_mentions_free);
  g_free (self->requiring);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->before);
  g_hash_table_unref (self->ordered);
  g_queue_clear_full (&self->names, g_free);
  g_queue_clear_full (&self->slices, g_free);
  g_clear_pointer (&self->look, hn_look_free);
  g_clear_pointer (&self->facts, hn_facts_free);
  g_free (self);
}

static void
end (HnFactsReading *self, const GError *error)
{
  HnContinueFunc func = self->func;
  gpointer user_data = self->user_data;

  if (error == NULL)
    {
      *self->ret_look = g_steal_pointer (&self->look);
      *self->ret_facts = g_steal_pointer (&self->facts);
    }
  hn_facts_reading_cancel (self);
  func (user_data, error);
}

static void
finish (HnFactsReading *self)
{
  HnFacts *facts = self->facts;

  g_ptr_array_set_size (self->before, (int) MIN (self->n_own, self->before->len));
  g_ptr_array_add (self->before, NULL);
  facts->before = g_strdupv ((GStrv) self->before->pdata);
  facts->facts.before = (const char *const *) facts->before;
  facts->facts.required_by = facts->required_by;
  facts->facts.holds_caller = g_strcmp0 (facts->caller_unit, self->look->path) == 0;
  end (self, NULL);
}

/* Who requires the service. */

static void
push_requiring (HnFactsReading *self, GStrv names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!g_hash_table_add (self->seen, g_strdup (names[i])))
        continue;
      if (g_hash_table_size (self->seen) > MAX_REQUIRING && self->facts->required_by == NULL)
        self->facts->required_by = g_strdup (names[i]);
      g_queue_push_tail (&self->names, g_strdup (names[i]));
    }
}

/* Those that are not loaded and would be, were they started. */
static void
push_mentioning (HnFactsReading *self, const char *name)
{
  g_auto (GStrv) names =
      self->mentions != NULL ? hn_mentions_find (self->mentions, HN_MENTION_REQUIRES, name) : NULL;

  if (names != NULL)
    push_requiring (self, names);
}

/* All that goes down with it: what requires it or is part of it, and what requires the sockets by
 * which it is reached. */
static void
push_all_requiring (HnFactsReading *self, const HnLook *look)
{
  push_requiring (self, look->dependents);
  push_requiring (self, look->stopped);
  for (guint i = 0; look->triggers[i] != NULL; i++)
    if (g_str_has_suffix (look->triggers[i], ".socket"))
      push_requiring (self, (char *[]){ look->triggers[i], NULL });
  for (guint i = 0; look->names[i] != NULL; i++)
    push_mentioning (self, look->names[i]);
}

static void push_ordered (HnFactsReading *self, GStrv names);

static void
requiring_look (gpointer user_data, const GError *error)
{
  HnFactsReading *self = user_data;
  g_autoptr (HnLook) look = g_steal_pointer (&self->other);

  self->looking = NULL;
  if (look != NULL && hn_guard_find ((const char *const *) look->names, look->unit->settings,
                                     (const char *const *) look->before) != NULL)
    self->facts->required_by = g_strdup (look->unit->name);
  else if (look != NULL)
    {
      g_free (self->requiring);
      self->requiring = g_strdup (look->unit->name);
      push_all_requiring (self, look);
      push_ordered (self, look->before);
    }
  ask_next (self);
}

static int
read_requiring (sd_bus_message *message, const char *property, gpointer user_data)
{
  static const char *const requiring[] = { "RequiredBy", "RequisiteOf",      "BoundBy",
                                           "ConsistsOf", "PropagatesStopTo", NULL };
  g_auto (GStrv) names = NULL;
  int r;

  if (!g_strv_contains (requiring, property))
    return sd_bus_message_skip (message, "v");

  r = hn_message_read_list (message, &names);
  if (r >= 0)
    push_requiring (user_data, names);

  return r;
}

/* Of a target, or whatever else stands between the service and a guard. */
static int
between_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  if (!sd_bus_message_is_method_error (reply, NULL))
    hn_message_read_dictionary (reply, read_requiring, user_data);

  return go_on (user_data);
}

static gboolean
ask_requiring (HnFactsReading *self, const char *name)
{
  push_mentioning (self, name);
  if (!g_str_has_suffix (name, ".service"))
    return ask_unit (self, name, HN_SYSTEMD_NAME ".Unit", NULL, between_cb);

  self->looking = hn_systemd_look (self->helper, name, &self->other, requiring_look, self);

  return self->looking != NULL;
}

/* What it is ordered before, directly or by others in between; and the same of what requires it.
 * What the others before it were asked about is not early. */

static void
push_ordered (HnFactsReading *self, GStrv names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *name;

      if (g_hash_table_size (self->ordered) >= MAX_ORDERED ||
          g_hash_table_contains (self->ordered, names[i]))
        continue;
      name = g_strdup (names[i]);
      g_hash_table_add (self->ordered, name);
      g_ptr_array_add (self->before, name);
      if (!hn_guard_is_early (name))
        continue;
      /* More is not asked for. */
      if (self->requiring != NULL && self->facts->required_by == NULL)
        self->facts->required_by = g_strdup (self->requiring);
      self->n_walked = G_MAXUINT;
    }
}

static int
ordered_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  g_auto (GStrv) names = NULL;

  if (!sd_bus_message_is_method_error (reply, NULL) && hn_message_read_list (reply, &names) >= 0)
    push_ordered (user_data, names);

  return go_on (user_data);
}

static gboolean
ask_ordered (HnFactsReading *self, const char *name)
{
  /* Everything ends before it, whenever it starts. */
  return strcmp (name, "shutdown.target") != 0 &&
         ask_unit (self, name, HN_SYSTEMD_NAME ".Unit", "Before", ordered_cb);
}

/* The slices above it. */

/* "a-b-c.slice" lies in "a-b.slice", that in "a.slice", and that in "-.slice". */
static void
push_slices (HnFactsReading *self, const char *slice)
{
  g_autofree char *name = g_strdup (slice != NULL ? slice : "");
  char *dash;

  while (g_str_has_suffix (name, ".slice") && strcmp (name, "-.slice") != 0)
    {
      g_queue_push_tail (&self->slices, g_strdup (name));
      dash = strrchr (name, '-');
      if (dash == NULL)
        break;
      memcpy (dash, ".slice", sizeof ".slice");
    }
  g_queue_push_tail (&self->slices, g_strdup ("-.slice"));
}

static int
slice_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnFactsReading *self = user_data;
  HnAnswer *answer = &self->facts->facts.slice_denies;
  int r = -EIO;

  if (!sd_bus_message_is_method_error (reply, NULL))
    r = sd_bus_message_enter_container (reply, 'v', "a(iayu)");
  if (r >= 0)
    r = sd_bus_message_enter_container (reply, 'a', "(iayu)");
  if (r >= 0)
    r = sd_bus_message_at_end (reply, FALSE);
  /* Only one that cannot be asked for is in doubt; one that is not loaded denies nothing. */
  if (r == 0)
    *answer = HN_YES;
  else if (r < 0 && *answer != HN_YES)
    *answer = HN_CANNOT_TELL;

  return go_on (self);
}

/* The caller. */

static int
own_unit_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnFactsReading *self = user_data;
  const char *path;

  /* It goes with the answer. One that runs in no unit cannot take a service down with it. */
  if (sd_bus_message_read (reply, "o", &path) > 0)
    self->facts->caller_unit = g_strdup (path);
  self->pid = 0;

  return go_on (self);
}

/* What files say of units that are not loaded. */

static void
take_folders (HnFactsReading *self, GStrv folders)
{
  HnUnitFacts *facts = &self->facts->facts;
  GStrv names = self->look->names;

  self->mentions = hn_mentions_read ((const char *const *) folders);
  facts->joined = folders == NULL || folders[0] == NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) joining = hn_mentions_find (self->mentions, HN_MENTION_JOINS, names[i]);

      facts->joined |= joining[0] != NULL;
      push_mentioning (self, names[i]);
    }
}

static int
folders_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  g_auto (GStrv) folders = NULL;

  if (!sd_bus_message_is_method_error (reply, NULL))
    hn_message_read_list (reply, &folders);
  take_folders (user_data, folders);

  return go_on (user_data);
}

/* Returns: whether an answer will come */
static gboolean
ask_folders (HnFactsReading *self)
{
  if (hn_systemd_get (self->helper, &self->slot, folders_cb, self, HN_SYSTEMD_PATH,
                      HN_SYSTEMD_MANAGER, "UnitPath") >= 0)
    return TRUE;

  take_folders (self, NULL);

  return FALSE;
}

static void
ask_next (HnFactsReading *self)
{
  g_autofree char *name = NULL;

  if (self->mentions == NULL && self->helper->scope == HN_SCOPE_SYSTEM && ask_folders (self))
    return;
  for (;;)
    {
      while (self->n_walked < self->before->len)
        if (ask_ordered (self, self->before->pdata[self->n_walked++]))
          return;
      if (self->requiring == NULL)
        self->n_own = self->before->len;
      if (self->facts->required_by != NULL || (name = g_queue_pop_head (&self->names)) == NULL)
        break;
      if (ask_requiring (self, name))
        return;
      g_clear_pointer (&name, g_free);
    }
  while ((name = g_queue_pop_head (&self->slices)) != NULL)
    {
      if (ask_unit (self, name, HN_SYSTEMD_NAME ".Slice", "IPAddressDeny", slice_cb))
        return;
      self->facts->facts.slice_denies = HN_CANNOT_TELL;
      g_clear_pointer (&name, g_free);
    }
  if (self->pid != 0 && hn_systemd_call (self->helper, &self->slot, own_unit_cb, self,
                                         "GetUnitByPID", "u", (guint32) self->pid) >= 0)
    return;

  finish (self);
}

/* Whether somebody else than the caller has loaded the service: a look loads it as well. */
static gboolean
is_wanted (const HnLook *look)
{
  const char *state = look->unit->unit_file_state;

  return !hn_instance_is_spawned (look->unit->name, (const char *const *) look->triggers) &&
         (look->referenced || strcmp (look->unit->active_state, "inactive") != 0 ||
          (state != NULL && g_str_has_prefix (state, "enabled")));
}

static void
own_look (gpointer user_data, const GError *error)
{
  HnFactsReading *self = user_data;
  HnUnitFacts *facts = &self->facts->facts;
  const HnLook *look = self->look;

  self->looking = NULL;
  if (error != NULL)
    {
      end (self, error);
      return;
    }

  facts->names = (const char *const *) look->names;
  facts->limits = look->limits;
  facts->slice_denies = HN_NO;
  facts->shares_user = HN_CANNOT_TELL;
  facts->wanted = is_wanted (look);
  /* In a user's manager nobody is asked. */
  if (self->helper->scope == HN_SCOPE_SYSTEM)
    {
      g_hash_table_add (self->seen, g_strdup (look->unit->name));
      push_all_requiring (self, look);
      push_ordered (self, look->before);
      push_slices (self, look->slice);
    }
  ask_next (self);
}

HnFactsReading *
hn_facts_read (HnHelper *helper,
               const char *name,
               pid_t pid,
               HnLook **ret_look,
               HnFacts **ret_facts,
               HnContinueFunc func,
               gpointer user_data)
{
  HnFactsReading *self = g_new0 (HnFactsReading, 1);

  self->helper = helper;
  self->facts = g_new0 (HnFacts, 1);
  self->ret_look = ret_look;
  self->ret_facts = ret_facts;
  self->func = func;
  self->user_data = user_data;
  self->pid = pid;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ordered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->before = g_ptr_array_new ();
  self->looking = hn_systemd_look (helper, name, &self->look, own_look, self);
  if (self->looking == NULL)
    {
      hn_facts_reading_cancel (self);
      return NULL;
    }

  return self;
}
