/* The fake helper: sd-bus on the answering side, and trials that live as a test says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-helper.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "source/manager/bus-loop.h"

#define NAME "io.github.hardnut.Helper1"
#define PATH "/io/github/hardnut/Helper1"
#define MANAGER "org.freedesktop.systemd1"
#define UNIT_PREFIX "/org/freedesktop/systemd1/unit"

static void
unit_free (gpointer data)
{
  FakeHelperUnit *unit = data;

  g_free (unit->name);
  g_free (unit->load_state);
  g_free (unit->fragment);
  g_strfreev (unit->drop_ins);
  g_free (unit);
}

static void
trial_free (gpointer data)
{
  FakeTrial *trial = data;

  g_clear_handle_id (&trial->source, g_source_remove);
  g_free (trial->id);
  g_free (trial->unit);
  g_free (trial->state);
  g_strfreev (trial->life);
  g_free (trial);
}

/* Appends @n entries of a{sv}: a key, its type, its value. */
static void
append_details (sd_bus_message *message, guint n, va_list arguments)
{
  g_assert_cmpint (sd_bus_message_open_container (message, 'a', "{sv}"), >=, 0);
  for (guint i = 0; i < n; i++)
    {
      const char *key = va_arg (arguments, const char *);
      const char *type = va_arg (arguments, const char *);

      g_assert_cmpint (sd_bus_message_open_container (message, 'e', "sv"), >=, 0);
      g_assert_cmpint (sd_bus_message_append (message, "s", key), >=, 0);
      g_assert_cmpint (sd_bus_message_open_container (message, 'v', type), >=, 0);
      if (strcmp (type, "as") == 0)
        g_assert_cmpint (sd_bus_message_append_strv (message, va_arg (arguments, char **)), >=, 0);
      else if (strcmp (type, "t") == 0)
        g_assert_cmpint (sd_bus_message_append (message, type, va_arg (arguments, guint64)), >=, 0);
      else if (strcmp (type, "s") == 0)
        g_assert_cmpint (sd_bus_message_append (message, type, va_arg (arguments, char *)), >=, 0);
      else
        g_assert_cmpint (sd_bus_message_append (message, type, va_arg (arguments, int)), >=, 0);
      g_assert_cmpint (sd_bus_message_close_container (message), >=, 0);
      g_assert_cmpint (sd_bus_message_close_container (message), >=, 0);
    }
  g_assert_cmpint (sd_bus_message_close_container (message), >=, 0);
}

void
fake_helper_emit (FakeHelper *self,
                  const char *destination,
                  const char *id,
                  const char *unit,
                  const char *state,
                  guint n_details,
                  ...)
{
  sd_bus_message *message = NULL;
  va_list arguments;

  g_assert_cmpint (sd_bus_message_new_signal (self->bus, &message, PATH, NAME, "TrialChanged"), >=,
                   0);
  if (destination != NULL)
    g_assert_cmpint (sd_bus_message_set_destination (message, destination), >=, 0);
  g_assert_cmpint (sd_bus_message_append (message, "sss", id, unit, state), >=, 0);
  va_start (arguments, n_details);
  append_details (message, n_details, arguments);
  va_end (arguments);
  g_assert_cmpint (sd_bus_send (self->bus, message, NULL), >=, 0);
  sd_bus_message_unref (message);
}

static void
set_trial_state (FakeTrial *trial, const char *state)
{
  char *copy = g_strdup (state);

  g_free (trial->state);
  trial->state = copy;
}

static gboolean trial_next_cb (gpointer user_data);

static gboolean
trial_deadline_cb (gpointer user_data)
{
  FakeTrial *trial = user_data;
  FakeHelper *self = trial->fake;

  trial->source = 0;
  fake_helper_emit (self, NULL, trial->id, trial->unit, "reverting", 2, "step", "s", "keep",
                    "reason", "s", "nobody kept it");
  fake_helper_emit (self, NULL, trial->id, trial->unit, "reverted", 2, "step", "s", "keep",
                    "reason", "s", "nobody kept it");
  g_ptr_array_remove (self->trials, trial);

  return G_SOURCE_REMOVE;
}

static void
trial_fails (FakeTrial *trial, const char *state)
{
  FakeHelper *self = trial->fake;
  static char *directives[] = { (char *) "PrivateTmp", NULL };
  g_auto (GStrv) end = g_strsplit (self->end, " ", 3);

  fake_helper_emit (self, NULL, trial->id, trial->unit, state, 6, "step", "s", "restarted",
                    "reason", "s", "The service did not start", "result", "s", end[0], "code", "i",
                    atoi (end[1]), "status", "i", atoi (end[2]), "directives", "as", directives);
}

static gboolean
trial_next_cb (gpointer user_data)
{
  FakeTrial *trial = user_data;
  FakeHelper *self = trial->fake;
  const char *state = trial->life[trial->next++];
  const char *more = state != NULL ? trial->life[trial->next] : NULL;

  g_clear_handle_id (&trial->source, g_source_remove);
  if (state == NULL)
    return G_SOURCE_REMOVE;
  set_trial_state (trial, state);
  if (strcmp (state, "crash") == 0)
    {
      sd_bus_close (self->bus);
      return G_SOURCE_REMOVE;
    }
  if (strcmp (state, "restarted") == 0 && !trial->restart)
    return trial_next_cb (trial);
  if (strcmp (state, "reverting") == 0 || strcmp (state, "reverted") == 0 ||
      strcmp (state, "failed") == 0)
    trial_fails (trial, state);
  else if (strcmp (state, "healthy") == 0)
    {
      fake_helper_emit (self, NULL, trial->id, trial->unit, state, 3, "deadline", "t",
                        trial->deadline, "seconds", "u", (int) trial->confirm, "restart", "b",
                        trial->restart);
      if (more == NULL)
        trial->source = g_timeout_add (trial->confirm * 1000, trial_deadline_cb, trial);
    }
  else if (strcmp (state, "kept") == 0 && self->note != NULL)
    fake_helper_emit (self, NULL, trial->id, trial->unit, state, 1, "note", "s", self->note);
  else if (self->note != NULL)
    fake_helper_emit (self, NULL, trial->id, trial->unit, state, 2, "restart", "b", trial->restart,
                      "note", "s", self->note);
  else
    fake_helper_emit (self, NULL, trial->id, trial->unit, state, 1, "restart", "b", trial->restart);

  if (more != NULL)
    trial->source = g_timeout_add (self->pace, trial_next_cb, trial);
  else if (strcmp (state, "healthy") != 0)
    g_ptr_array_remove (self->trials, trial);

  return G_SOURCE_REMOVE;
}

FakeTrial *
fake_helper_add_trial (
    FakeHelper *self, const char *id, const char *unit, const char *state, guint64 deadline)
{
  FakeTrial *trial = g_new0 (FakeTrial, 1);

  trial->fake = self;
  trial->id = g_strdup (id);
  trial->unit = g_strdup (unit);
  trial->state = g_strdup (state);
  trial->deadline = deadline;
  g_ptr_array_add (self->trials, trial);

  return trial;
}

static FakeTrial *
find_trial (FakeHelper *self, const char *id)
{
  for (guint i = 0; i < self->trials->len; i++)
    if (strcmp (((FakeTrial *) self->trials->pdata[i])->id, id) == 0)
      return self->trials->pdata[i];

  return NULL;
}

static void
hear (FakeHelper *self, char *call)
{
  g_ptr_array_add (self->calls, call);
  if (self->heard != NULL)
    self->heard (call);
}

/* Writes down what the call is, up to the end of its arguments. */
static void
note_call (FakeHelper *self,
           sd_bus_message *call,
           char **ret_unit,
           guint *ret_confirm,
           gboolean *ret_restart)
{
  const char *member = sd_bus_message_get_member (call);
  const char *first = "", *etag = "", *name, *value;
  g_autoptr (GString) text = g_string_new (member);
  int restart = 0;
  guint32 confirm = 0;

  g_assert_cmpint (sd_bus_message_read (call, "s", &first), >, 0);
  g_string_append_printf (text, " %s", first);
  if (strcmp (member, "Try") == 0)
    {
      g_string_append (text, " [");
      g_assert_cmpint (sd_bus_message_enter_container (call, 'a', "(ss)"), >=, 0);
      while (sd_bus_message_read (call, "(ss)", &name, &value) > 0)
        g_string_append_printf (text, "%s%s=%s", text->str[text->len - 1] == '[' ? "" : "|", name,
                                value);
      g_assert_cmpint (sd_bus_message_exit_container (call), >=, 0);
      g_string_append (text, "]");
    }
  if (strcmp (member, "Try") == 0 || strcmp (member, "Remove") == 0)
    {
      g_assert_cmpint (sd_bus_message_read (call, "sub", &etag, &confirm, &restart), >, 0);
      g_string_append_printf (text, " %s %u %s", etag, confirm, restart ? "restart" : "no-restart");
    }
  if (strcmp (member, "Accept") == 0)
    {
      const char *check, *until, *note;

      g_assert_cmpint (sd_bus_message_read (call, "sss", &check, &until, &note), >, 0);
      g_string_append_printf (text, " [%s] [%s] [%s]", check, until, note);
    }
  if (sd_bus_message_get_allow_interactive_authorization (call) > 0)
    g_string_append (text, " interactive");

  *ret_unit = g_strdup (first);
  *ret_confirm = confirm;
  *ret_restart = restart;
  hear (self, g_string_free (g_steal_pointer (&text), FALSE));
}

/* Whether the last call tries all that one of the groups in breaking names. */
static gboolean
is_breaking (FakeHelper *self)
{
  g_autofree char *call = g_strdup (self->calls->pdata[self->calls->len - 1]);
  g_auto (GStrv) groups = g_strsplit (self->breaking != NULL ? self->breaking : "", " ", -1);

  for (char *at = call; *at != '\0'; at++)
    if (strchr ("[]", *at) != NULL)
      *at = '|';
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) lines = g_strsplit (groups[i], "+", -1);
      gboolean all = lines[0] != NULL;

      for (guint j = 0; lines[j] != NULL; j++)
        {
          g_autofree char *line = g_strdup_printf ("|%s|", lines[j]);

          all = all && strstr (call, line) != NULL;
        }
      if (all)
        return TRUE;
    }

  return FALSE;
}

static void
begin (FakeHelper *self, sd_bus_message *call, const char *unit, guint confirm, gboolean restart)
{
  g_autofree char *id = g_strdup_printf ("trial-%u", ++self->n_trials);
  FakeTrial *trial = fake_helper_add_trial (self, id, unit, "authorized",
                                            (guint64) g_get_real_time () + confirm * 1000000ULL);

  trial->confirm = confirm;
  trial->restart = restart;
  if (is_breaking (self))
    trial->life = g_strsplit (self->stays_broken ? "written loaded reverting failed"
                                                 : "written loaded reverting reverted",
                              " ", -1);
  else
    trial->life = g_strsplit (self->life, " ", -1);
  for (guint i = 0; self->early && i < 2; i++)
    trial_next_cb (trial);
  g_clear_handle_id (&trial->source, g_source_remove);
  sd_bus_reply_method_return (call, "s", id);
  trial->source = g_timeout_add (self->pace, trial_next_cb, trial);
}

static void
end (FakeHelper *self, sd_bus_message *call, const char *id, gboolean keep)
{
  FakeTrial *trial = find_trial (self, id);

  if (trial == NULL)
    {
      sd_bus_reply_method_errorf (call, "io.github.hardnut.Error.NoSuchTrial", "no trial %s", id);
      return;
    }
  if (keep)
    fake_helper_emit (self, NULL, id, trial->unit, "keeping", 0);
  if (keep && !self->keep_fails)
    fake_helper_emit (self, NULL, id, trial->unit, "kept", self->note != NULL, "note", "s",
                      self->note);
  else
    {
      const char *reason = keep ? "the file cannot be written" : "it was taken back on request";

      fake_helper_emit (self, NULL, id, trial->unit, "reverting", 1, "reason", "s", reason);
      fake_helper_emit (self, NULL, id, trial->unit, self->revert_fails ? "failed" : "reverted", 1,
                        "reason", "s", reason);
    }
  g_ptr_array_remove (self->trials, trial);
  sd_bus_reply_method_return (call, NULL);
}

/* One question for a search. */
static void
note_session (FakeHelper *self, sd_bus_message *call)
{
  GString *text = g_string_new (sd_bus_message_get_member (call));
  guint seconds = 0;
  const char *word;

  if (sd_bus_message_has_signature (call, "asu"))
    {
      g_assert_cmpint (sd_bus_message_enter_container (call, 'a', "s"), >=, 0);
      while (sd_bus_message_read (call, "s", &word) > 0)
        g_string_append_printf (text, " %s", word);
      g_assert_cmpint (sd_bus_message_exit_container (call), >=, 0);
      g_assert_cmpint (sd_bus_message_read (call, "u", &seconds), >, 0);
      g_string_append_printf (text, " %u", seconds);
    }
  else if (sd_bus_message_read (call, "s", &word) > 0)
    g_string_append_printf (text, " %s", word);
  hear (self, g_string_free (text, FALSE));
}

static void
answer_helper (FakeHelper *self, sd_bus_message *call)
{
  const char *member = sd_bus_message_get_member (call);
  gboolean begins = strcmp (member, "Begin") == 0,
           of_session = begins || strcmp (member, "End") == 0;
  g_autofree char *first = NULL;
  guint confirm = 0;
  gboolean restart = FALSE;

  if (of_session)
    note_session (self, call);
  else
    note_call (self, call, &first, &confirm, &restart);
  if (self->error != NULL)
    {
      g_autofree char *name = *self->error == '!'
                                  ? g_strdup (self->error + 1)
                                  : g_strconcat ("io.github.hardnut.Error.", self->error, NULL);

      sd_bus_reply_method_errorf (call, name, "the helper’s words");
      return;
    }
  if (self->answer == FAKE_ANSWER_WRONG_TYPE)
    sd_bus_reply_method_return (call, "d", 1.5);
  else if (self->answer == FAKE_ANSWER_EMPTY)
    sd_bus_reply_method_return (call, "s", "");
  else if (begins)
    sd_bus_reply_method_return (call, "s", "session-1");
  else if (of_session || strcmp (member, "Accept") == 0)
    sd_bus_reply_method_return (call, NULL);
  else if (strcmp (member, "Try") == 0 || strcmp (member, "Remove") == 0)
    begin (self, call, first, confirm, restart);
  else
    end (self, call, first, strcmp (member, "Keep") == 0);
}

static void
answer_trials (FakeHelper *self, sd_bus_message *call)
{
  sd_bus_message *reply = NULL;

  hear (self, g_strdup ("Trials"));
  if (self->answer == FAKE_ANSWER_WRONG_TYPE)
    {
      sd_bus_reply_method_return (call, "v", "as", 1, "trial");
      return;
    }
  if (self->error != NULL)
    {
      sd_bus_reply_method_errorf (call, SD_BUS_ERROR_ACCESS_DENIED, "not you");
      return;
    }

  sd_bus_message_new_method_return (call, &reply);
  sd_bus_message_open_container (reply, 'v', "a(ssst)");
  sd_bus_message_open_container (reply, 'a', "(ssst)");
  for (guint i = 0; i < self->trials->len; i++)
    {
      const FakeTrial *trial = self->trials->pdata[i];

      sd_bus_message_append (reply, "(ssst)", trial->id, trial->unit, trial->state,
                             trial->deadline);
    }
  sd_bus_message_close_container (reply);
  sd_bus_message_close_container (reply);
  sd_bus_send (NULL, reply, NULL);
  sd_bus_message_unref (reply);
}

static FakeHelperUnit *
find_unit (FakeHelper *self, const char *name)
{
  for (guint i = 0; i < self->units->len; i++)
    if (strcmp (((FakeHelperUnit *) self->units->pdata[i])->name, name) == 0)
      return self->units->pdata[i];

  return NULL;
}

static void
answer_unit (FakeHelper *self, sd_bus_message *call, const char *name)
{
  const FakeHelperUnit *unit;
  sd_bus_message *reply = NULL;

  if (g_strcmp0 (name, self->alias) == 0)
    name = self->alias_of;
  unit = find_unit (self, name);
  sd_bus_message_new_method_return (call, &reply);
  sd_bus_message_open_container (reply, 'a', "{sv}");
  sd_bus_message_append (reply, "{sv}", "Id", "s", name);
  sd_bus_message_append (reply, "{sv}", "Description", "s", "A fake service");
  sd_bus_message_append (reply, "{sv}", "LoadState", "s",
                         unit != NULL ? unit->load_state : "not-found");
  sd_bus_message_append (reply, "{sv}", "ActiveState", "s",
                         unit != NULL && !self->inactive ? "active" : "inactive");
  sd_bus_message_append (reply, "{sv}", "SubState", "s", "running");
  sd_bus_message_append (reply, "{sv}", "UnitFileState", "s", "enabled");
  sd_bus_message_append (reply, "{sv}", "FragmentPath", "s", unit != NULL ? unit->fragment : "");
  sd_bus_message_append (reply, "{sv}", "NeedDaemonReload", "b", 0);
  sd_bus_message_append (reply, "{sv}", "DefaultDependencies", "b", 1);
  sd_bus_message_append (reply, "{sv}", "Type", "s", "simple");
  for (guint i = 0; self->ties != NULL && self->ties[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (self->ties[i], ":", 3);

      if (strcmp (parts[0], name) == 0)
        sd_bus_message_append (reply, "{sv}", parts[1], "as", 1, parts[2]);
    }
  sd_bus_message_open_container (reply, 'e', "sv");
  sd_bus_message_append (reply, "s", "DropInPaths");
  sd_bus_message_open_container (reply, 'v', "as");
  sd_bus_message_append_strv (reply, unit != NULL ? unit->drop_ins : NULL);
  sd_bus_message_close_container (reply);
  sd_bus_message_close_container (reply);
  sd_bus_message_close_container (reply);
  sd_bus_send (NULL, reply, NULL);
  sd_bus_message_unref (reply);
}

/* The units that were added, and those that are not of interest but for their files. */
static void
answer_list (FakeHelper *self, sd_bus_message *call)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  sd_bus_message *reply = NULL;

  for (guint i = 0; i < self->units->len; i++)
    g_ptr_array_add (names, ((FakeHelperUnit *) self->units->pdata[i])->name);
  for (guint i = 0; self->unread != NULL && self->unread[i] != NULL; i++)
    if (find_unit (self, self->unread[i]) == NULL)
      g_ptr_array_add (names, self->unread[i]);

  sd_bus_message_new_method_return (call, &reply);
  sd_bus_message_open_container (reply, 'a', "(ssssssouso)");
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = NULL;

      sd_bus_path_encode (UNIT_PREFIX, names->pdata[i], &path);
      sd_bus_message_append (reply, "(ssssssouso)", names->pdata[i], "A fake unit", "loaded",
                             "active", "running", "", path, 0, "", "/");
    }
  sd_bus_message_close_container (reply);
  sd_bus_send (NULL, reply, NULL);
  sd_bus_message_unref (reply);
}

static void
answer_manager (FakeHelper *self, sd_bus_message *call)
{
  const char *member = sd_bus_message_get_member (call);
  const char *interface = "", *property = "", *name = "";
  g_autofree char *unit = NULL, *path = NULL;

  if (strcmp (member, "LoadUnit") == 0)
    {
      sd_bus_message_read (call, "s", &name);
      if (strcmp (name, "denied.service") == 0)
        sd_bus_reply_method_errorf (call, SD_BUS_ERROR_ACCESS_DENIED, "not you");
      else if (strcmp (name, "odd.service") == 0)
        sd_bus_reply_method_return (call, "u", 7);
      else
        {
          sd_bus_path_encode (UNIT_PREFIX, name, &path);
          sd_bus_reply_method_return (call, "o", path);
        }
      return;
    }
  if (strcmp (member, "GetAll") == 0 &&
      sd_bus_path_decode (sd_bus_message_get_path (call), UNIT_PREFIX, &unit) > 0)
    {
      if (strcmp (unit, "no-dict.service") == 0)
        sd_bus_reply_method_return (call, "s", "hello");
      else if (strcmp (unit, "wrong-type.service") == 0)
        sd_bus_reply_method_return (call, "a{sv}", 1, "DropInPaths", "s", "no list");
      else if (strcmp (unit, "empty.service") == 0)
        sd_bus_reply_method_return (call, "a{sv}", 0);
      else
        answer_unit (self, call, unit);
      return;
    }
  if (strcmp (member, "ListUnitsByPatterns") == 0)
    {
      answer_list (self, call);
      return;
    }
  if (strcmp (member, "Get") != 0)
    {
      sd_bus_reply_method_return (call, NULL);
      return;
    }

  sd_bus_message_read (call, "ss", &interface, &property);
  if (strcmp (property, "Version") == 0)
    sd_bus_reply_method_return (call, "v", "s", "257.13-1~deb13u1");
  else if (strcmp (property, "UnitPath") == 0)
    sd_bus_reply_method_return (call, "v", "as", 0);
  else if (strcmp (property, "NeedDaemonReload") == 0 &&
           sd_bus_path_decode (sd_bus_message_get_path (call), UNIT_PREFIX, &unit) > 0)
    sd_bus_reply_method_return (call, "v", "b",
                                self->unread != NULL &&
                                    g_strv_contains ((const char *const *) self->unread, unit));
  else
    sd_bus_reply_method_errorf (call, SD_BUS_ERROR_UNKNOWN_PROPERTY, "no");
}

static void
answer (FakeHelper *self, sd_bus_message *call)
{
  const char *interface = sd_bus_message_get_interface (call);

  if (g_strcmp0 (interface, NAME) == 0)
    answer_helper (self, call);
  else if (strcmp (sd_bus_message_get_path (call), PATH) == 0)
    answer_trials (self, call);
  else
    answer_manager (self, call);
}

static int
call_cb (sd_bus_message *message, void *user_data, sd_bus_error *error)
{
  FakeHelper *self = user_data;
  const char *path = sd_bus_message_get_path (message);

  if (!sd_bus_message_is_method_call (message, NULL, NULL) || path == NULL)
    return 0;

  /* What the manager is asked is none of the helper's moods. */
  if (strcmp (path, PATH) == 0 && self->answer == FAKE_ANSWER_SILENT)
    {
      hear (self, g_strdup (sd_bus_message_get_member (message)));
      return 1;
    }
  if (strcmp (path, PATH) == 0 && self->answer == FAKE_ANSWER_LEAVE)
    {
      sd_bus_close (self->bus);
      return 1;
    }
  if (strcmp (path, PATH) == 0 && self->answer == FAKE_ANSWER_LATE)
    {
      g_queue_push_tail (&self->late, sd_bus_message_ref (message));
      return 1;
    }
  answer (self, message);

  return 1;
}

void
fake_helper_answer_late (FakeHelper *self)
{
  sd_bus_message *message;

  while ((message = g_queue_pop_head (&self->late)) != NULL)
    {
      answer (self, message);
      sd_bus_message_unref (message);
    }
}

static void
closed_cb (int error_number, gpointer user_data)
{
  FakeHelper *self = user_data;

  if (self->loop != NULL)
    g_main_loop_quit (self->loop);
}

FakeHelper *
fake_helper_new (const char *address)
{
  FakeHelper *self = g_new0 (FakeHelper, 1);
  int error_number = 0;

  self->life = g_strdup ("authorized written loaded restarted healthy");
  self->end = g_strdup ("exit-code 1 226");
  self->pace = 5;
  self->calls = g_ptr_array_new_with_free_func (g_free);
  self->trials = g_ptr_array_new_with_free_func (trial_free);
  self->units = g_ptr_array_new_with_free_func (unit_free);
  g_queue_init (&self->late);
  self->bus = hn_bus_loop_open (address, TRUE, &error_number);
  g_assert_nonnull (self->bus);
  g_assert_cmpint (sd_bus_add_filter (self->bus, NULL, call_cb, self), >=, 0);
  self->source = hn_bus_loop_attach (self->bus, NULL, closed_cb, self);

  return self;
}

void
fake_helper_free (FakeHelper *self)
{
  sd_bus_message *message;

  while ((message = g_queue_pop_head (&self->late)) != NULL)
    sd_bus_message_unref (message);
  g_ptr_array_unref (self->trials);
  g_ptr_array_unref (self->units);
  g_ptr_array_unref (self->calls);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  sd_bus_close_unref (self->bus);
  g_free (self->error);
  g_free (self->life);
  g_free (self->breaking);
  g_free (self->end);
  g_free (self->note);
  g_free (self->alias);
  g_free (self->alias_of);
  g_strfreev (self->ties);
  g_strfreev (self->unread);
  g_free (self);
}

void
fake_helper_own (FakeHelper *self)
{
  g_assert_cmpint (sd_bus_request_name (self->bus, NAME, 0), >=, 0);
}

void
fake_helper_own_manager (FakeHelper *self)
{
  g_assert_cmpint (sd_bus_request_name (self->bus, MANAGER, 0), >=, 0);
}

void
fake_helper_disown (FakeHelper *self)
{
  g_assert_cmpint (sd_bus_release_name (self->bus, NAME), >=, 0);
}

void
fake_helper_add_unit (FakeHelper *self,
                      const char *name,
                      const char *fragment,
                      const char **drop_ins)
{
  FakeHelperUnit *unit = g_new0 (FakeHelperUnit, 1);

  unit->name = g_strdup (name);
  unit->load_state = g_strdup ("loaded");
  unit->fragment = g_strdup (fragment);
  unit->drop_ins = drop_ins != NULL ? g_strdupv ((char **) drop_ins) : g_new0 (char *, 1);
  g_ptr_array_add (self->units, unit);
}
