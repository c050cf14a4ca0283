/* Hardnut with the details of one service open, and how long it takes from a person's hand to a new
 * score on the screen:
 *
 *   bench-changes flick UNIT   shows every row, moves each switch and each choice, and prints how
 * long it took to the end of the frame that has the new score; then once more with the details of
 * each row open bench-changes apply UNIT   for each line on standard input: stages a change, has
 * the helper try it without a restart, and prints how long it took to the end of the frame that has
 * the score that the manager gives; then takes it back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/service/check-group-row.h"
#include "app/service/check-row-base.h"
#include "app/service/detail-header.h"
#include "app/service/detail-page-private.h"
#include "app/service/row-control.h"
#include "app/service/setting-group-row.h"
#include "app/window/application.h"
#include "app/window/window-private.h"
#include "client/helper-client.h"
#include "turns.h"

/* Before and after a row is brought into sight (in ms): the ring has come to rest, and suggestions
 * are there. */
#define FLICK_REST 400
/* Until what a phase has started is over (in ms). */
#define REST 2000
/* Until a trial is taken back by itself, should this program end (in s). */
#define CONFIRM 60

static HnWindow *window;
static HnServiceList *list;
static const char *mode, *unit;
static HnService *service;
static HnChanges *changes;
static GtkWidget *header;

static void
quit (void)
{
  g_application_quit (g_application_get_default ());
}

G_NORETURN static void
fail (const char *what)
{
  g_printerr ("bench-changes: %s\n", what);
  exit (1);
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static gboolean
has_label (GtkWidget *widget, const char *prefix)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  collect (widget, GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_mapped (labels->pdata[i]) &&
        g_str_has_prefix (gtk_label_get_label (labels->pdata[i]), prefix))
      return TRUE;

  return FALSE;
}

/* Whether the top of the page has the score that is staged. */
static gboolean
shows_staged_score (void)
{
  guint exposure = hn_changes_get_after (changes)->exposure;
  g_autofree char *text = g_strdup_printf ("%u.%u ", exposure / 10, exposure % 10);

  return !hn_changes_is_dirty (changes) || has_label (header, text);
}

/* ---- Flicks ---- */

typedef struct
{
  gint64 computed, busy, wall; /* in microseconds */
  const char *name;
  gboolean moved; /* the score */
} Flick;

static Turns flick_turns;
static GPtrArray *controls; /* of GtkWidget: switches and drop-downs */
static guint next_control;
static gboolean back;   /* the second half: each to where it was */
static gboolean opened; /* the details of each row too */
static GArray *flicks;
static Stamp flicked;
static gint64 parts[3];  /* what was computed by the end of the press, the update, the layout */
static gboolean waiting; /* for the frame */
static guint exposure_before;

static GtkWidget *
find_row (GtkWidget *control)
{
  return gtk_widget_get_ancestor (control, HN_TYPE_CHECK_ROW_BASE);
}

static int
compare_computed (gconstpointer a, gconstpointer b)
{
  const Flick *x = a, *y = b;

  return (x->computed > y->computed) - (x->computed < y->computed);
}

static void
print_flicks (void)
{
  const Flick *slowest;
  guint over = 0, moved = 0;

  if (flicks->len == 0)
    fail ("there is nothing to flick");

  g_array_sort (flicks, compare_computed);
  slowest = &g_array_index (flicks, Flick, flicks->len - 1);
  for (guint i = 0; i < flicks->len; i++)
    {
      over += g_array_index (flicks, Flick, i).computed > TURNS_LONG;
      moved += g_array_index (flicks, Flick, i).moved;
    }
  g_print ("{\"controls\":%u,\"flicks\":%u,\"moved\":%u,\"median\":%.2f,\"slowest\":%.2f,"
           "\"slowest_busy\":%.2f,\"slowest_wall\":%.2f,\"slowest_name\":\"%s\",\"over\":%u,"
           "\"turn\":{",
           controls->len, flicks->len, moved,
           (double) g_array_index (flicks, Flick, flicks->len / 2).computed / 1000,
           (double) slowest->computed / 1000, (double) slowest->busy / 1000,
           (double) slowest->wall / 1000, slowest->name, over);
  turns_print (&flick_turns);
  g_print ("}}\n");
}

static void scroll_next (gpointer user_data);
static void open_rows (gpointer user_data);

static void
updated_cb (GdkFrameClock *clock, gpointer part)
{
  if (waiting)
    parts[GPOINTER_TO_UINT (part)] = stamp_now ().computed - flicked.computed;
}

/* The end of a frame. The first one after a flick has to have the score already. */
static void
flick_painted_cb (GdkFrameClock *clock)
{
  Stamp now = stamp_now ();
  Flick flick;

  if (!waiting)
    return;

  waiting = FALSE;
  if (!shows_staged_score ())
    fail ("the frame after a flick does not have the new score");

  flick.computed = now.computed - flicked.computed;
  flick.wall = now.wall - flicked.wall;
  flick.busy = flick.wall - (now.waited - flicked.waited);
  flick.name = g_type_name (G_OBJECT_TYPE (controls->pdata[next_control]));
  flick.moved = hn_changes_get_after (changes)->exposure != exposure_before;
  if (g_getenv ("BENCH_VERBOSE") != NULL)
    {
      GtkWidget *row = find_row (controls->pdata[next_control]);
      g_autoptr (GPtrArray) labels = g_ptr_array_new ();

      collect (row, GTK_TYPE_LABEL, labels);
      g_printerr ("%.1f ms computed (pressed at %.1f, updated at %.1f, laid out at %.1f), "
                  "%.1f ms busy: %s\n",
                  (double) flick.computed / 1000, (double) parts[0] / 1000,
                  (double) parts[1] / 1000, (double) parts[2] / 1000, (double) flick.busy / 1000,
                  labels->len > 1 ? gtk_label_get_label (labels->pdata[1]) : "");
    }
  g_array_append_val (flicks, flick);
  next_control++;
  g_timeout_add_once (FLICK_REST, scroll_next, NULL);
}

/* What the widget does when a person has pressed it. */
static gboolean
press (GtkWidget *control)
{
  if (GTK_IS_SWITCH (control))
    {
      gtk_switch_set_active (GTK_SWITCH (control), !gtk_switch_get_active (GTK_SWITCH (control)));
      return TRUE;
    }
  else
    {
      GtkDropDown *choice = GTK_DROP_DOWN (control);
      guint n = g_list_model_get_n_items (gtk_drop_down_get_model (choice));
      guint selected = gtk_drop_down_get_selected (choice);

      if (n < 2)
        return FALSE;
      gtk_drop_down_set_selected (choice, back ? (selected + n - 1) % n : (selected + 1) % n);
      return TRUE;
    }
}

/* A person sees what is pressed. */
static void
flick_next (gpointer user_data)
{
  guint revision = hn_changes_get_revision (changes);

  exposure_before = hn_changes_get_after (changes)->exposure;
  flicked = stamp_now ();
  if (press (controls->pdata[next_control]) && hn_changes_get_revision (changes) != revision)
    {
      parts[0] = stamp_now ().computed - flicked.computed;
      waiting = TRUE;
      return;
    }

  next_control++;
  scroll_next (NULL);
}

static void
scroll_next (gpointer user_data)
{
  GtkWidget *row, *viewport;

  while (next_control < controls->len && !gtk_widget_is_sensitive (controls->pdata[next_control]))
    next_control++;

  if (next_control == controls->len && back)
    {
      turns_collect (NULL, "");
      print_flicks ();
      if (opened)
        {
          quit ();
          return;
        }
      opened = TRUE;
      open_rows (NULL);
      return;
    }
  if (next_control == controls->len)
    {
      next_control = 0;
      back = TRUE;
      scroll_next (NULL);
      return;
    }

  row = find_row (controls->pdata[next_control]);
  viewport = gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT);
  gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), row, NULL);
  g_timeout_add_once (FLICK_REST, flick_next, NULL);
}

static void
watch_frames (void)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));

  g_signal_connect_after (clock, "update", G_CALLBACK (updated_cb), GUINT_TO_POINTER (1));
  g_signal_connect_after (clock, "layout", G_CALLBACK (updated_cb), GUINT_TO_POINTER (2));
  g_signal_connect (clock, "after-paint", G_CALLBACK (flick_painted_cb), NULL);
}

/* Every row is there, and each control. */
static void
begin_flicks (gpointer user_data)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GtkWidget *page = GTK_WIDGET (hn_window_get_detail_page (window));

  g_clear_pointer (&flicks, g_array_unref);
  g_clear_pointer (&controls, g_ptr_array_unref);
  flicks = g_array_new (FALSE, FALSE, sizeof (Flick));
  controls = g_ptr_array_new ();
  next_control = 0;
  back = FALSE;
  collect (page, HN_TYPE_ROW_CONTROL, found);
  for (guint i = 0; i < found->len; i++)
    if (gtk_widget_get_mapped (found->pdata[i]))
      g_ptr_array_add (controls, adw_bin_get_child (found->pdata[i]));
  memset (&flick_turns, 0, sizeof flick_turns);
  turns_collect (&flick_turns, "flick");
  scroll_next (NULL);
}

/* Opens the rows that have others below; with @opened, each. */
static void
open_rows (gpointer user_data)
{
  /* Rows that open may have others inside. */
  for (guint depth = 0; depth < 3; depth++)
    {
      g_autoptr (GPtrArray) rows = g_ptr_array_new ();

      collect (GTK_WIDGET (hn_window_get_detail_page (window)), HN_TYPE_CHECK_ROW_BASE, rows);
      for (guint i = 0; i < rows->len; i++)
        if (opened || HN_IS_CHECK_GROUP_ROW (rows->pdata[i]) ||
            HN_IS_SETTING_GROUP_ROW (rows->pdata[i]))
          hn_check_row_base_set_expanded (rows->pdata[i], TRUE);
    }
  g_timeout_add_once (REST, begin_flicks, NULL);
}

/* ---- Apply ---- */

static HnHelperClient *client;
static guint predicted, present;
static gint64 pressed; /* 0 unless the frame is waited for */
static char *trial;
static gboolean painted, reverting;
/* When the trial's states were told (in µs of the monotonic clock). */
static gint64 times[HN_TRIAL_ENDED + 1];

static void
take_back (void)
{
  if (!painted || trial == NULL || reverting || times[HN_TRIAL_HEALTHY] == 0)
    return;

  reverting = TRUE;
  hn_helper_client_end_async (client, trial, FALSE, NULL, NULL, NULL);
}

static void
apply_painted_cb (GdkFrameClock *clock)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = g_strdup_printf ("%u.%u ", present / 10, present % 10);

  /* The manager's score, and the old one nowhere any more. */
  if (pressed == 0 || hn_service_get_exposure (service) != predicted || has_label (header, text))
    return;

  g_print ("{\"applied\":%.2f,\"from\":%u,\"to\":%u", (double) (now - pressed) / 1000, present,
           predicted);
  for (HnTrialState state = HN_TRIAL_AUTHORIZED; state <= HN_TRIAL_HEALTHY; state++)
    if (times[state] > 0)
      g_print (",\"%s\":%.2f", hn_trial_state_get_name (state),
               (double) (times[state] - pressed) / 1000);
  g_print ("}\n");
  pressed = 0;
  painted = TRUE;
  take_back ();
}

static void
trial_changed_cb (HnHelperClient *sender,
                  const char *id,
                  const char *changed_unit,
                  guint state,
                  HnTrialDetail *detail)
{
  if (!g_str_equal (changed_unit, unit))
    return;

  if (times[state] == 0)
    times[state] = g_get_monotonic_time ();
  take_back ();
  if (hn_trial_state_is_end (state) && !reverting)
    fail (detail->reason != NULL ? detail->reason : "the trial ended by itself");
}

static void
tried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  trial = hn_helper_client_try_finish (client, result, &error);
  if (trial == NULL)
    fail (error->message);
  take_back ();
}

static void
etag_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = hn_helper_client_read_etag_finish (client, result, &error);

  if (etag == NULL)
    fail (error->message);

  memset (times, 0, sizeof times);
  painted = reverting = FALSE;
  predicted = hn_changes_get_after (changes)->exposure;
  pressed = g_get_monotonic_time ();
  hn_helper_client_try_async (client, unit, hn_changes_get_list (changes), etag, CONFIRM, FALSE,
                              NULL, tried_cb, NULL);
}

/* Review reads the etag; a person reads the review. */
static gboolean
line_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char buffer[64];

  if (read (fd, buffer, sizeof buffer) <= 0)
    {
      quit ();
      return G_SOURCE_REMOVE;
    }

  g_clear_pointer (&trial, g_free);
  present = hn_service_get_exposure (service);
  hn_changes_set (changes, HN_DIRECTIVE_NO_NEW_PRIVILEGES, "yes");
  hn_changes_set (changes, HN_DIRECTIVE_PROTECT_SYSTEM, "strict");
  if (hn_changes_get_after (changes)->exposure == present)
    fail ("the change moves no score");
  hn_helper_client_read_etag_async (client, unit, NULL, etag_cb, NULL);

  return G_SOURCE_CONTINUE;
}

static gboolean
available_cb (gpointer user_data)
{
  if (!hn_helper_client_get_available (client))
    return G_SOURCE_CONTINUE;

  g_signal_connect (client, "trial-changed", G_CALLBACK (trial_changed_cb), NULL);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (apply_painted_cb), NULL);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, line_cb, NULL);
  g_print ("ready\n");

  return G_SOURCE_REMOVE;
}

/* ---- The window ---- */

static gboolean
shown_cb (gpointer user_data)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();

  changes = hn_window_get_detail_page (window)->changes;
  if (changes == NULL || hn_changes_get_state (changes) == HN_CHANGES_READING)
    return G_SOURCE_CONTINUE;
  if (hn_changes_get_state (changes) != HN_CHANGES_READY)
    fail ("nothing can be staged for this service");

  collect (GTK_WIDGET (hn_window_get_detail_page (window)), HN_TYPE_DETAIL_HEADER, headers);
  header = headers->pdata[0];
  if (g_str_equal (mode, "flick"))
    {
      gtk_widget_activate_action (GTK_WIDGET (hn_window_get_detail_page (window)),
                                  "detail.protections", NULL);
      header = GTK_WIDGET (hn_window_get_detail_page (window)->protections);
      watch_frames ();
      g_timeout_add_once (REST, open_rows, NULL);
      return G_SOURCE_REMOVE;
    }

  client = hn_helper_client_new (HN_SCOPE_SYSTEM, NULL);
  g_timeout_add (100, available_cb, NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
listed_cb (gpointer user_data)
{
  if (!hn_service_list_is_complete (list))
    return G_SOURCE_CONTINUE;

  service = hn_service_list_find (list, unit);
  if (service == NULL)
    fail ("there is no such service");
  hn_window_show_service (window, service);
  g_timeout_add (100, shown_cb, NULL);

  return G_SOURCE_REMOVE;
}

static void
window_added_cb (GtkApplication *application, GtkWindow *added)
{
  if (window == NULL)
    window = HN_WINDOW (added);
}

static void
activate_cb (GApplication *application)
{
  list = hn_services_page_get_list (window->services_page);
  g_timeout_add (100, listed_cb, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (HnApplication) application = NULL;
  char *arguments[] = { argv[0], NULL };

  mode = argc == 3 ? argv[1] : "";
  unit = argc == 3 ? argv[2] : "";
  if (!g_str_equal (mode, "flick") && !g_str_equal (mode, "apply"))
    {
      g_printerr ("Usage: bench-changes flick|apply UNIT\n");
      return 2;
    }

  application = hn_application_new ();
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_signal_connect_after (application, "activate", G_CALLBACK (activate_cb), NULL);
  turns_watch ();

  return g_application_run (G_APPLICATION (application), 1, arguments);
}
