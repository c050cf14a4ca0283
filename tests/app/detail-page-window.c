/* A window with nothing but the detail page, for its tests: shows services made from unit files in
 * a folder, and does what lines on its standard input say. Each line is answered with one line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   show FILE          shows the service of a unit file as read from disk
 *   load FILE          shows it as a running manager would report it
 *   change FILE        gives the shown service the settings of another file
 *   facts old|new|long gives the shown service made-up facts: of a process that was started before
 *                      its settings, after them, or with very many sockets
 *   watchable          a manager, and an observer on $HARDNUT_TEST_BUS, know the shown service
 *   depend UNIT, restarted   a unit that restarts with it; prints what was restarted last
 *   observer WORD [X], asked   see obey_observer(); what it was asked
 *   none               shows no service
 *   to service|protections   goes there
 *   advice             presses the first piece of advice
 *   missing            shows one that nothing is known about
 *   failed-only 0|1, sort-by-share 0|1, motion 0|1
 *   open TITLE         opens the rows whose title or directive contains TITLE
 *   file PATH LINE     opens a file
 *   close              closes what is open above the page
 *   choose DIRECTIVE WORD  picks a word in the choice of a row, as a person does in its list
 *   focus DIRECTIVE    moves the keyboard focus to that choice
 *   check PLACE        chooses a radio button or ticks a check button, counted from the top
 *   enter DIRECTIVE    confirms what is typed in the entry of a directive
 *   action NAME        activates an action of the page
 *   staged             prints the drop-in of what is staged, with | for line ends
 *   target             prints the unit that it is for
 *   scroll N           scrolls to N pixels from the top
 *   stall              prints the longest time in ms that one turn of the main loop computed since
 *                      the last time; time that other processes took does not count
 *   quit
 *
 * And what driven-window.h names. */

#include "config.h"

#include <adwaita.h>
#include <string.h>
#include <time.h>

#include "app/service/check-row-base.h"
#include "app/service/detail-page-private.h"
#include "app/service/value-entry.h"
#include "app/service/detail-watch.h"
#include "driven-window.h"
#include "engine/unit-file.h"
#include "fake-manager.h"
#include "fake-observer.h"

static GtkWindow *window;
static HnDetailPage *page;
static HnService *shown;
static FakeManager *fake_manager;
static FakeObserver *fake_observer;
static HnBusConnection *manager;
static gint64 poll_left_us;
static gint64 longest_us;

static gint64
cpu_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The time between two polls is what the main loop was busy without looking at its events. */
static gint
timing_poll (GPollFD *fds, guint n_fds, gint timeout)
{
  gint result;

  if (poll_left_us > 0)
    longest_us = MAX (longest_us, cpu_time_us () - poll_left_us);
  result = g_poll (fds, n_fds, timeout);
  poll_left_us = cpu_time_us ();
  return result;
}

/* Reads FILE and, in the order of their names, the drop-ins in FILE.d. */
static HnSettings *
read_settings (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_strconcat (path, ".d", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  HnUnitContext context = { .unit = name, .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, entry, NULL));
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort_values (paths, (GCompareFunc) g_strcmp0);
  g_ptr_array_insert (paths, 0, g_strdup (path));

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *text = NULL;
      gsize length;

      if (g_file_get_contents (paths->pdata[i], &text, &length, NULL))
        hn_unit_file_parse (settings, paths->pdata[i], text, length);
    }
  hn_unit_file_finish (settings);
  return settings;
}

static HnUnit *
make_unit (const char *path, const char *name)
{
  HnUnit *unit = g_new0 (HnUnit, 1);
  const char *description;

  g_atomic_ref_count_init (&unit->ref_count);
  unit->settings = read_settings (path);
  description = unit->settings->description;
  unit->name = g_strdup (name);
  unit->description = g_strdup (description != NULL ? description : name);
  unit->load_state = g_strdup ("loaded");
  unit->active_state = g_strdup ("active");
  unit->sub_state = g_strdup ("running");
  unit->fragment_path = g_strdup (path);
  unit->drop_ins = g_new0 (char *, 1);
  return unit;
}

static void
show_service (HnService *service)
{
  g_set_object (&shown, service);
  hn_detail_page_set_service (page, service);
}

static void
change_service (const char *path)
{
  if (hn_service_get_info (shown)->kind == HN_SERVICE_NOT_LOADED)
    {
      hn_service_update_from_settings (shown, read_settings (path), NULL);
    }
  else
    {
      g_autoptr (HnUnit) unit = make_unit (path, hn_service_get_name (shown));

      hn_service_update (shown, unit, NULL);
    }
}

static void
set_facts (const char *kind)
{
  g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
  HnProcess process = { .pid = 5, .parent = 1 };
  guint n_ports = g_str_equal (kind, "long") ? 300 : 1;

  process.no_new_privileges = g_str_equal (kind, "new");
  hn_service_facts_add_process (facts, &process, TRUE);
  ((HnRunsAs *) facts->runs_as->pdata[0])->name = g_strdup ("root");
  for (guint i = 0; i < n_ports; i++)
    g_ptr_array_add (facts->listeners,
                     hn_listener_new (HN_LISTEN_TCP, "0.0.0.0", (guint16) (80 + i)));
  hn_service_facts_add_starter (facts, HN_STARTER_SOCKET, "web.socket");
  facts->run = HN_RUN_NOW;
  facts->kernel = hn_kernel_facts_new ();
  hn_service_set_facts (shown, facts);
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type, gboolean mapped)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (!mapped || gtk_widget_get_mapped (widget)))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, mapped);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
make_watchable (void)
{
  GtkWidget *watch = find_widget (GTK_WIDGET (page), HN_TYPE_DETAIL_WATCH, FALSE);

  fake_manager_add (fake_manager, hn_service_get_name (shown));
  hn_detail_watch_set_service (HN_DETAIL_WATCH (watch), manager, shown);
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_str_equal (text, "none") ? NULL : g_strdup (text);
}

static gboolean
obey_observer (const char *word, const char *text)
{
  if (g_str_equal (word, "own"))
    fake_observer_own (fake_observer);
  else if (g_str_equal (word, "disown"))
    fake_observer_disown (fake_observer);
  else if (g_str_equal (word, "asks"))
    fake_observer->asks = *text == '1';
  else if (g_str_equal (word, "late"))
    fake_observer->late = TRUE;
  else if (g_str_equal (word, "answer"))
    fake_observer_answer_late (fake_observer);
  else if (g_str_equal (word, "broken"))
    fake_observer->broken = *text == '1';
  else if (g_str_equal (word, "seen"))
    fake_observer->seen = *text == '1';
  else if (g_str_equal (word, "error"))
    set_text (&fake_observer->error, text);
  else if (g_str_equal (word, "uses"))
    set_text (&fake_observer->uses, text);
  else if (g_str_equal (word, "more"))
    set_text (&fake_observer->more, text);
  else if (g_str_equal (word, "span"))
    fake_observer->span = g_ascii_strtoull (text, NULL, 10) * G_USEC_PER_SEC;
  else if (g_str_equal (word, "starts"))
    fake_observer->starts = (guint) g_ascii_strtoull (text, NULL, 10);
  else if (g_str_equal (word, "end"))
    fake_observer->watched = FALSE;
  else if (!g_str_equal (word, "tell"))
    return FALSE;

  if (g_str_equal (word, "end") || g_str_equal (word, "tell"))
    fake_observer_tell (fake_observer, "system", 0, hn_service_get_name (shown));
  return TRUE;
}

/* Answers what is about watching. */
static gboolean
obey_watching (const char *command, const char *first, const char *second)
{
  g_autofree char *answer = NULL;

  if (g_str_equal (command, "watchable"))
    make_watchable ();
  else if (g_str_equal (command, "depend"))
    {
      fake_manager_add (fake_manager, hn_service_get_name (shown))->required_by =
          g_strdupv ((char *[]){ (char *) first, NULL });
      fake_manager_add (fake_manager, first);
    }
  else if (g_str_equal (command, "restarted"))
    answer = g_strdup (fake_manager->restarted != NULL ? fake_manager->restarted : "");
  else if (g_str_equal (command, "asked"))
    answer = fake_observer_dup_calls (fake_observer);
  else if (!g_str_equal (command, "observer"))
    return FALSE;
  else if (!obey_observer (first, second))
    answer = g_strdup ("no such thing");

  driven_window_answer (answer != NULL ? answer : "ok");
  return TRUE;
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_REVEALER (child) && has_text (child, text))
      return TRUE;

  return FALSE;
}

static guint
open_rows (GtkWidget *widget, const char *text)
{
  guint n = 0;

  if (HN_IS_CHECK_ROW_BASE (widget) && has_text (widget, text))
    {
      hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (widget), TRUE);
      n++;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += open_rows (child, text);

  return n;
}

/* The choice in the row whose label has @directive in it. */
static GtkWidget *
find_choice (GtkWidget *widget, const char *directive)
{
  if (HN_IS_CHECK_ROW_BASE (widget) && has_text (widget, directive))
    {
      GtkWidget *found = find_widget (widget, GTK_TYPE_DROP_DOWN, TRUE);

      if (found != NULL)
        return found;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_choice (child, directive);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The check button at a place, counting down from *@place. */
static GtkWidget *
find_check (GtkWidget *widget, guint *place)
{
  if (GTK_IS_CHECK_BUTTON (widget) && gtk_widget_get_mapped (widget) && (*place)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_check (child, place);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The entry whose heading has "(DIRECTIVE=)" in it. */
static GtkWidget *
find_entry (GtkWidget *widget, const char *directive)
{
  g_autofree char *part = g_strdup_printf ("(%s=)", directive);

  if (HN_IS_VALUE_ENTRY (widget))
    return has_text (widget, part) ? find_widget (widget, GTK_TYPE_ENTRY, TRUE) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_entry (child, directive);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
choose (const char *directive, const char *word)
{
  GtkWidget *choice = find_choice (GTK_WIDGET (page), directive);
  GListModel *model;

  if (choice == NULL)
    return FALSE;

  model = gtk_drop_down_get_model (GTK_DROP_DOWN (choice));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), word))
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
        return TRUE;
      }

  return FALSE;
}

static void
quit (void)
{
  show_service (NULL);
  gtk_window_destroy (window);
}

static void
obey (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n = g_strv_length (words);
  const char *first = n > 1 ? words[1] : "";
  const char *second = n > 2 ? words[2] : "";

  if (driven_window_obey (window, line) || obey_watching (words[0], first, second))
    return;

  if (g_str_equal (words[0], "show") || g_str_equal (words[0], "load"))
    {
      g_autofree char *name = g_path_get_basename (first);
      g_autoptr (HnService) service = hn_service_new (name);

      /* Changes are staged upon the file, which no manager knows. */
      hn_service_set_file (service, first);
      if (g_str_equal (words[0], "load"))
        {
          g_autoptr (HnUnit) unit = make_unit (first, name);

          hn_service_update (service, unit, NULL);
        }
      else
        {
          hn_service_update_from_settings (service, read_settings (first), NULL);
        }
      show_service (service);
    }
  else if (g_str_equal (words[0], "change"))
    change_service (first);
  else if (g_str_equal (words[0], "facts"))
    set_facts (first);
  else if (g_str_equal (words[0], "none"))
    show_service (NULL);
  else if (g_str_equal (words[0], "to"))
    {
      if (g_str_equal (first, "service"))
        hn_detail_page_leave_protections (page);
      else
        gtk_widget_activate_action (GTK_WIDGET (page), "detail.protections", NULL);
    }
  else if (g_str_equal (words[0], "advice"))
    gtk_widget_activate (find_widget (GTK_WIDGET (page), g_type_from_name ("HnAdviceRow"), TRUE));
  else if (g_str_equal (words[0], "missing"))
    {
      g_autoptr (HnService) service = hn_service_new ("missing.service");

      show_service (service);
    }
  else if (g_str_equal (words[0], "failed-only") || g_str_equal (words[0], "sort-by-share"))
    g_object_set (find_widget (GTK_WIDGET (page), g_type_from_name ("HnDetailChecks"), FALSE),
                  words[0], *first == '1', NULL);
  else if (g_str_equal (words[0], "open"))
    {
      if (open_rows (GTK_WIDGET (page), first) == 0)
        {
          driven_window_answer ("no such row");
          return;
        }
    }
  else if (g_str_equal (words[0], "file"))
    gtk_widget_activate_action (GTK_WIDGET (page), "detail.open-file", "(^ayu)", first,
                                (guint) g_ascii_strtoull (second, NULL, 10));
  else if (g_str_equal (words[0], "close"))
    {
      AdwDialog *dialog;

      while ((dialog = adw_application_window_get_visible_dialog (
                  ADW_APPLICATION_WINDOW (window))) != NULL)
        adw_dialog_force_close (dialog);
    }
  else if (g_str_equal (words[0], "choose"))
    {
      if (!choose (first, second))
        {
          driven_window_answer ("no such choice");
          return;
        }
    }
  else if (g_str_equal (words[0], "focus"))
    {
      GtkWidget *choice = find_choice (GTK_WIDGET (page), first);

      if (choice == NULL || !gtk_widget_child_focus (choice, GTK_DIR_TAB_FORWARD))
        {
          driven_window_answer ("cannot be focused");
          return;
        }
    }
  else if (g_str_equal (words[0], "check"))
    {
      guint place = (guint) atoi (first);
      GtkWidget *check = find_check (GTK_WIDGET (page), &place);

      if (check == NULL || !gtk_widget_activate (check))
        {
          driven_window_answer ("no such button");
          return;
        }
    }
  else if (g_str_equal (words[0], "enter"))
    {
      GtkWidget *entry = find_entry (GTK_WIDGET (page), first);

      if (entry == NULL)
        {
          driven_window_answer ("no such entry");
          return;
        }
      g_signal_emit_by_name (entry, "activate");
    }
  else if (g_str_equal (words[0], "action"))
    gtk_widget_activate_action (GTK_WIDGET (page), first, NULL);
  else if (g_str_equal (words[0], "staged"))
    {
      g_autofree char *text = hn_changes_dup_text (page->changes);

      driven_window_answer (g_strdelimit (g_strchomp (text), "\n", '|'));
      return;
    }
  else if (g_str_equal (words[0], "target"))
    {
      g_autofree char *text = hn_changes_dup_target (page->changes);

      driven_window_answer (text);
      return;
    }
  else if (g_str_equal (words[0], "scroll"))
    {
      GtkWidget *scroller = find_widget (GTK_WIDGET (page), GTK_TYPE_SCROLLED_WINDOW, TRUE);

      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (
                                    GTK_SCROLLED_WINDOW (scroller)),
                                g_ascii_strtod (first, NULL));
    }
  else if (g_str_equal (words[0], "motion"))
    g_object_set (gtk_settings_get_default (), "gtk-enable-animations", *first == '1', NULL);
  else if (g_str_equal (words[0], "stall"))
    {
      g_autofree char *text = g_strdup_printf ("%.1f", (double) longest_us / 1000.0);

      longest_us = 0;
      driven_window_answer (text);
      return;
    }
  else if (g_str_equal (words[0], "quit"))
    {
      quit ();
      return;
    }
  else
    {
      driven_window_answer ("unknown command");
      return;
    }

  driven_window_answer ("ok");
}

static void
activate_cb (GtkApplication *application)
{
  const char *address = g_getenv ("HARDNUT_TEST_BUS");

  if (address != NULL)
    {
      fake_manager = fake_manager_new (FAKE_PEER);
      fake_observer = fake_observer_new (address);
      manager = hn_bus_connection_new (HN_SCOPE_SYSTEM, fake_manager->address, TRUE);
    }
  page = HN_DETAIL_PAGE (hn_detail_page_new ());
  /* Both pages are to be seen while one gives way to the other. */
  adw_navigation_view_set_animate_transitions (page->navigation, FALSE);
  window = GTK_WINDOW (adw_application_window_new (application));
  gtk_window_set_title (window, "Detail page");
  gtk_window_set_default_size (window, 900, 760);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), GTK_WIDGET (page));
  gtk_window_present (window);
  driven_window_listen (application, obey, quit);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;
  int status;

  g_main_context_set_poll_func (NULL, timing_poll);
  application = adw_application_new ("io.github.hardnut.DetailPageTest", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_clear_object (&shown);
  g_clear_object (&manager);
  g_clear_pointer (&fake_manager, fake_manager_free);
  g_clear_pointer (&fake_observer, fake_observer_free);
  return status;
}
