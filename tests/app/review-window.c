/* A window with nothing in it but a place for the review dialog, for its tests: a service from unit
 * files in a folder, a manager and a helper that say what lines on the standard input ask for. Each
 * line is answered with one line.
 *
 *   open UNIT            reads UNIT as the manager would have it; $SYSTEMD_UNIT_PATH is the folder
 *   stage DIRECTIVE=VALUE, unstage DIRECTIVE
 *   depend UNIT stops|restarts   a unit that runs and depends on the service
 *   unread UNIT          a unit whose files the manager has not read yet
 *   idle 0|1             whether the service runs
 *   helper 0|1           whether there is a helper
 *   error NAME           what the helper answers; "none" for nothing
 *   late, answer         the helper waits with its answers, as for a password; gives them
 *   life STATE…          which states a trial goes through by itself
 *   breaking LINES…      what fails: "A=1+B=2 C=3" is both A=1 and B=2, or C=3
 *   end RESULT CODE STATUS   how the service ends then
 *   stays-broken 0|1     whether it is not well after that either
 *   wrote LINE           what the service has written into the journal
 *   note WORD            what comes with "kept"
 *   pace MS              how long after each other
 *   pending UNIT SECONDS a trial that somebody began before
 *   review, remove, own, history, trial, harden   open the dialog for what is staged, for a
 * removal, for what is in force, for the pending trial, or for a search all-instances 0|1 several
 * UNIT…        opens the dialog for a search of each, which the manager has from then on calls what
 * the helper was asked to do, and forgets it helping              how many trials are under way at
 * the helper clipboard            what was copied dirty                whether anything is staged
 *   undo                 the last step
 *   close, quit, and what any driven window obeys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/harden/harden-dialog.h"
#include "app/review/history-dialog.h"
#include "app/harden/several-dialog.h"
#include "app/review/review-dialog.h"
#include "app/review/own-changes.h"
#include "driven-window.h"
#include "fake-helper.h"
#include "fake-journal.h"
#include "fake-manager.h"
#include "source/files/unit-loader.h"

static GtkWindow *window;
static FakeHelper *helper;
static FakeManager *manager_fake;
static HnBusConnection *manager;
static HnTrialList *list;
static HnService *service;
static HnChanges *changes;

static HnUnit *
make_unit (const char *name)
{
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (NULL, HN_SCOPE_SYSTEM, 257);
  g_autoptr (GError) error = NULL;
  HnUnit *unit = g_new0 (HnUnit, 1);

  g_atomic_ref_count_init (&unit->ref_count);
  unit->settings = hn_unit_loader_load (loader, name, &error);
  if (unit->settings == NULL)
    g_error ("%s", error->message);
  hn_unit_loader_find (loader, name, &unit->fragment_path, &unit->drop_ins, NULL);
  if (unit->drop_ins == NULL)
    unit->drop_ins = g_new0 (char *, 1);
  unit->name = g_strdup (name);
  unit->description = g_strdup ("A web server");
  unit->load_state = g_strdup ("loaded");
  unit->active_state = g_strdup ("active");
  unit->sub_state = g_strdup ("running");
  return unit;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  gboolean loaded = hn_changes_load_finish (HN_CHANGES (object), result, NULL);

  driven_window_answer (loaded ? "ok" : "not loaded");
}

static void
open_service (const char *name)
{
  g_autoptr (HnUnit) unit = make_unit (name);

  service = hn_service_new (name);
  hn_service_update (service, unit, NULL);
  changes = hn_changes_new (service);
  fake_helper_add_unit (helper, name, unit->fragment_path, (const char **) unit->drop_ins);
  fake_manager_add (manager_fake, name);
  hn_changes_load_async (changes, NULL, loaded_cb, NULL);
}

/* (transfer full): of a service that nothing is known of yet but its files */
static HnChanges *
make_changes (const char *name)
{
  g_autoptr (HnUnit) unit = make_unit (name);
  g_autoptr (HnService) other = hn_service_new (name);

  hn_service_update (other, unit, NULL);
  fake_helper_add_unit (helper, name, unit->fragment_path, (const char **) unit->drop_ins);
  fake_manager_add (manager_fake, name);

  return hn_changes_new (other);
}

static HnHardeningSeveral *
make_several (const char *names)
{
  g_auto (GStrv) units = g_strsplit (names, " ", -1);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; units[i] != NULL; i++)
    {
      g_autoptr (HnChanges) of_unit = make_changes (units[i]);

      g_ptr_array_add (all, hn_hardening_new (of_unit, list, manager));
    }

  return hn_hardening_several_new (all, list);
}

static FakeUnit *
find_unit (const char *name)
{
  for (guint i = 0; i < manager_fake->units->len; i++)
    if (strcmp (((FakeUnit *) manager_fake->units->pdata[i])->name, name) == 0)
      return manager_fake->units->pdata[i];

  return NULL;
}

static void
add_name (GStrv *names, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (*names != NULL)
    g_strv_builder_addv (builder, (const char **) *names);
  g_strv_builder_add (builder, name);
  g_strfreev (*names);
  *names = g_strv_builder_end (builder);
}

static void
depend (const char *name, const char *how)
{
  FakeUnit *unit = find_unit (hn_service_get_name (service));

  add_name (strcmp (how, "stops") == 0 ? &unit->propagates_stop_to : &unit->required_by, name);
  fake_manager_add (manager_fake, name);
}

static gboolean
stage (const char *setting)
{
  const char *equals = strchr (setting, '=');
  g_autofree char *name =
      equals != NULL ? g_strndup (setting, equals - setting) : g_strdup (setting);
  HnDirectiveId id = hn_directive_find (name);

  if (id == HN_DIRECTIVE_NONE)
    return FALSE;

  hn_changes_set (changes, id, equals != NULL ? equals + 1 : NULL);
  return TRUE;
}

static void
present (AdwDialog *dialog)
{
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static void
close_dialogs (void)
{
  AdwDialog *dialog;

  while ((dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))) !=
         NULL)
    adw_dialog_force_close (dialog);
}

static void
answer_calls (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < helper->calls->len; i++)
    {
      const char *call = helper->calls->pdata[i];

      /* What is under way is asked for at every turn. */
      if (strcmp (call, "Trials") != 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", call);
    }
  g_ptr_array_set_size (helper->calls, 0);
  driven_window_answer (text->str);
}

static void
pasted_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  g_autofree char *escaped = g_strescape (text != NULL ? text : "", NULL);

  driven_window_answer (escaped);
}

static void
quit (void)
{
  gtk_window_destroy (window);
}

/* What is said to the helper and the manager. */
static gboolean
obey_fakes (const char *command, const char *first, const char *second, const char *rest)
{
  if (g_str_equal (command, "depend"))
    depend (first, second);
  else if (g_str_equal (command, "unread"))
    fake_manager_add (manager_fake, first)->need_reload = TRUE;
  else if (g_str_equal (command, "idle"))
    set_text (&find_unit (hn_service_get_name (service))->active_state,
              *first == '1' ? "inactive" : "active");
  else if (g_str_equal (command, "helper"))
    (*first == '1' ? fake_helper_own : fake_helper_disown) (helper);
  else if (g_str_equal (command, "error"))
    set_text (&helper->error, g_str_equal (first, "none") ? NULL : first);
  else if (g_str_equal (command, "late"))
    helper->answer = FAKE_ANSWER_LATE;
  else if (g_str_equal (command, "answer"))
    {
      helper->answer = FAKE_ANSWER_GOOD;
      fake_helper_answer_late (helper);
    }
  else if (g_str_equal (command, "life"))
    set_text (&helper->life, rest);
  else if (g_str_equal (command, "breaking"))
    set_text (&helper->breaking, rest);
  else if (g_str_equal (command, "end"))
    set_text (&helper->end, rest);
  else if (g_str_equal (command, "stays-broken"))
    helper->stays_broken = *first == '1';
  else if (g_str_equal (command, "wrote"))
    fake_journal_say (rest);
  else if (g_str_equal (command, "note"))
    set_text (&helper->note, g_str_equal (first, "none") ? NULL : first);
  else if (g_str_equal (command, "pace"))
    helper->pace = (guint) g_ascii_strtoull (first, NULL, 10);
  else if (g_str_equal (command, "pending"))
    {
      guint64 deadline =
          (guint64) g_get_real_time () + g_ascii_strtoull (second, NULL, 10) * G_USEC_PER_SEC;

      fake_helper_add_trial (helper, "early", first, "healthy", deadline);
      fake_helper_emit (helper, NULL, "early", first, "healthy", 2, "deadline", "t", deadline,
                        "restart", "b", 1);
    }
  else
    return FALSE;

  return TRUE;
}

static HnReview *
make_review (HnChanges *of, gboolean removal, gpointer data)
{
  return hn_review_new (of, removal, list, manager);
}

static gboolean
obey_dialogs (const char *command, const char *rest)
{
  g_autoptr (HnReview) review = NULL;

  if (g_str_equal (command, "review") || g_str_equal (command, "remove") ||
      g_str_equal (command, "own"))
    {
      review = hn_review_new (changes, !g_str_equal (command, "review"), list, manager);
      present (g_str_equal (command, "own") ? hn_own_changes_new (review, NULL)
                                            : hn_review_dialog_new (review));
    }
  else if (g_str_equal (command, "trial"))
    {
      HnTrial *trial = hn_trial_list_find (list, NULL);

      if (trial == NULL)
        return FALSE;
      present (hn_review_dialog_new_for_trial (trial));
    }
  else if (g_str_equal (command, "harden"))
    {
      g_autoptr (HnHardening) hardening = hn_hardening_new (changes, list, manager);

      present (hn_harden_dialog_new (hardening));
    }
  else if (g_str_equal (command, "history"))
    {
      g_autoptr (HnServiceHistory) history =
          hn_service_history_new (hn_service_get_name (service), HN_SCOPE_SYSTEM, changes);

      present (hn_history_dialog_new (history, make_review, NULL));
    }
  else if (g_str_equal (command, "several"))
    {
      g_autoptr (HnHardeningSeveral) several = make_several (rest);

      present (hn_several_dialog_new (several));
    }
  else if (g_str_equal (command, "close"))
    close_dialogs ();
  else
    return FALSE;

  return TRUE;
}

static void
obey (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n = g_strv_length (words);
  const char *first = n > 1 ? words[1] : "";
  const char *second = n > 2 ? words[2] : "";
  const char *space = strchr (line, ' ');
  const char *rest = space != NULL ? space + 1 : "";

  if (driven_window_obey (window, line))
    return;

  if (g_str_equal (words[0], "open"))
    open_service (first);
  else if (g_str_equal (words[0], "stage") || g_str_equal (words[0], "unstage"))
    driven_window_answer (stage (rest) ? "ok" : "no such directive");
  else if (g_str_equal (words[0], "undo"))
    {
      hn_changes_undo (changes);
      driven_window_answer ("ok");
    }
  else if (g_str_equal (words[0], "all-instances"))
    {
      hn_changes_set_all_instances (changes, *first == '1');
      driven_window_answer ("ok");
    }
  else if (g_str_equal (words[0], "calls"))
    answer_calls ();
  else if (g_str_equal (words[0], "helping"))
    {
      g_autofree char *n_trials = g_strdup_printf ("%u", helper->trials->len);

      driven_window_answer (n_trials);
    }
  else if (g_str_equal (words[0], "clipboard"))
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, pasted_cb,
                                   NULL);
  else if (g_str_equal (words[0], "dirty"))
    driven_window_answer (hn_changes_is_dirty (changes) ? "yes" : "no");
  else if (g_str_equal (words[0], "quit"))
    quit ();
  else
    {
      gboolean obeyed = obey_fakes (words[0], first, second, rest) || obey_dialogs (words[0], rest);

      driven_window_answer (obeyed ? "ok" : "unknown command");
    }
}

static void
activate_cb (GtkApplication *application)
{
  const char *address = g_getenv ("HARDNUT_TEST_BUS");
  g_autoptr (HnHelperClient) client = NULL;

  manager_fake = fake_manager_new (FAKE_PEER);
  manager = hn_bus_connection_new (HN_SCOPE_SYSTEM, manager_fake->address, TRUE);
  helper = fake_helper_new (address);
  fake_helper_own_manager (helper);
  fake_helper_own (helper);
  client = hn_helper_client_new (HN_SCOPE_SYSTEM, address);
  list = hn_trial_list_new (client, manager);

  window = GTK_WINDOW (adw_application_window_new (application));
  gtk_window_set_title (window, "Review");
  gtk_window_set_default_size (window, 900, 860);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), adw_bin_new ());
  gtk_window_present (window);
  driven_window_listen (application, obey, quit);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application =
      adw_application_new ("io.github.hardnut.ReviewTest", G_APPLICATION_NON_UNIQUE);
  int status;

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  status = g_application_run (G_APPLICATION (application), argc, argv);

  g_clear_object (&changes);
  g_clear_object (&service);
  g_clear_object (&list);
  g_clear_object (&manager);
  g_clear_pointer (&helper, fake_helper_free);
  g_clear_pointer (&manager_fake, fake_manager_free);
  return status;
}
