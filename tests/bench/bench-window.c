/* Hardnut with a watch on its main loop: the same application, which says how long things took.
 *
 *   bench-window start    says when the list was complete, and stays until its standard input ends
 *   bench-window stalls   loads, searches and scrolls, and prints the longest turns of the main
 * loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/window/application.h"
#include "app/window/window-private.h"
#include "turns.h"

/* Between two letters that a quick typist presses (in ms). */
#define KEY_INTERVAL 110
/* Before each phase (in ms): what the one before has started is over by then. */
#define REST 1500
#define WHEEL_STEP 120
#define WHEEL_FRAMES 150
#define SWEEP_FRAMES 90

typedef enum
{
  PHASE_STARTING, /* up to the first frame */
  PHASE_LOADING,
  PHASE_RELOADING,
  PHASE_TYPING,
  PHASE_WHEEL,
  PHASE_SWEEP,
  PHASE_RESTING, /* between phases */
  N_PHASES
} Phase;

static const char *const phase_names[N_PHASES] = { "starting", "loading", "reloading", "typing",
                                                   "wheel",    "sweep",   "resting" };

static Turns turns[N_PHASES];

static HnWindow *window;
static HnServiceList *list;
static GtkEditable *search;
static GtkAdjustment *scroll;
static const char *mode;
static gboolean painted;  /* the first frame is out; its turn may go on */
static gboolean loaded;   /* all services of the manager are in the list */
static gboolean said;     /* that they have been painted, and Your Machine beside them */
static gboolean complete; /* those on disk, too */
static gulong paint_handler;
static guint frames;
static const char *typing;

static void
begin_phase (Phase phase)
{
  turns_collect (&turns[phase], phase_names[phase]);
}

static void
print_turns (void)
{
  g_print ("{\"services\":%u", g_list_model_get_n_items (G_LIST_MODEL (list)));
  for (guint i = 0; i < PHASE_RESTING; i++)
    {
      g_print (",\"%s\":{", phase_names[i]);
      turns_print (&turns[i]);
      g_print ("}");
    }
  g_print ("}\n");
}

static void
quit (void)
{
  g_application_quit (g_application_get_default ());
}

/* Runs @function after a rest that belongs to no phase. */
static void
rest_before (GSourceOnceFunc function)
{
  begin_phase (PHASE_RESTING);
  g_timeout_add_once (REST, function, NULL);
}

static void
end_cb (gpointer user_data)
{
  print_turns ();
  quit ();
}

/* As if the scroll bar were dragged from one end to the other and back. */
static gboolean
sweep_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  double end = gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll);
  guint step = frames < SWEEP_FRAMES ? frames : 2 * SWEEP_FRAMES - frames;

  gtk_adjustment_set_value (scroll, end * step / SWEEP_FRAMES);
  if (frames++ < 2 * SWEEP_FRAMES)
    return G_SOURCE_CONTINUE;

  rest_before (end_cb);

  return G_SOURCE_REMOVE;
}

static void
sweep (gpointer user_data)
{
  begin_phase (PHASE_SWEEP);
  frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (window), sweep_cb, NULL, NULL);
}

/* One notch of a wheel per frame, down and up again. */
static gboolean
wheel_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  int step = frames < WHEEL_FRAMES ? WHEEL_STEP : -WHEEL_STEP;

  gtk_adjustment_set_value (scroll, gtk_adjustment_get_value (scroll) + step);
  if (frames++ < 2 * WHEEL_FRAMES)
    return G_SOURCE_CONTINUE;

  rest_before (sweep);

  return G_SOURCE_REMOVE;
}

/* The list keeps its beginning in sight until the person scrolls, and asks the events of its
 * scroller for that. Choosing a service far down does the same.
 *
 * Which turn is the longest: one of the first frames, in which the list still follows the chosen
 * service and is pulled back, so that the list view binds some two hundred rows, lays out and draws
 * in one turn. That takes 5 to 9 ms, 13.8 at most. Where a client listens on the accessibility bus,
 * such as a screen reader, GTK sends it a signal for the label and one for the description of each
 * row that is bound, and the same turn takes 19.6 to 22 ms. */
static void
wheel (gpointer user_data)
{
  g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (list), 0);

  hn_services_page_select (window->services_page, service);
  gtk_adjustment_set_value (scroll, 0);
  begin_phase (PHASE_WHEEL);
  frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (window), wheel_cb, NULL, NULL);
}

/* A word letter by letter, gone again letter by letter, another one, and all at once away. */
static gboolean
type_cb (gpointer user_data)
{
  int position = -1;

  switch (*typing)
    {
    case '\0':
      rest_before (wheel);
      return G_SOURCE_REMOVE;

    case '<':
      gtk_editable_delete_text (search, MAX (0, (int) strlen (gtk_editable_get_text (search)) - 1),
                                -1);
      break;

    case '!':
      gtk_editable_set_text (search, "");
      break;

    case ' ': /* a pause */
      break;

    default:
      gtk_editable_insert_text (search, typing, 1, &position);
    }
  typing++;

  return G_SOURCE_CONTINUE;
}

static void
type (gpointer user_data)
{
  begin_phase (PHASE_TYPING);
  typing = "bench-12<<<<<<<<   service   !   network 7<<<   !   ";
  g_timeout_add (KEY_INTERVAL, type_cb, NULL);
}

static gboolean
reloaded_cb (gpointer user_data)
{
  if (!hn_service_list_is_complete (list))
    return G_SOURCE_CONTINUE;

  rest_before (type);

  return G_SOURCE_REMOVE;
}

/* The services again from nothing, in a window that has long been there. */
static void
reload (gpointer user_data)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  begin_phase (PHASE_RELOADING);
  g_settings_set_string (settings, "scope", "user");
  g_settings_set_string (settings, "scope", "system");
  g_timeout_add (100, reloaded_cb, NULL);
}

static void
list_cb (HnServicesPage *page)
{
  list = hn_services_page_get_list (page);
}

static void
painted_cb (GdkFrameClock *clock)
{
  if (!painted)
    {
      painted = TRUE;
      if (g_str_equal (mode, "start"))
        g_print ("painted %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
      turns_collect_next (&turns[PHASE_LOADING], phase_names[PHASE_LOADING]);
    }

  if (loaded && !said)
    {
      said = TRUE;
      if (g_str_equal (mode, "start"))
        g_print ("listed %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
    }

  if (!complete || !hn_service_list_is_complete (list))
    return;

  g_clear_signal_handler (&paint_handler, clock);
  if (g_str_equal (mode, "stalls"))
    rest_before (reload);
  else
    g_print ("complete %" G_GINT64_FORMAT " %u\n", g_get_monotonic_time (),
             g_list_model_get_n_items (G_LIST_MODEL (list)));
}

/* Whether the list is in its order, and Your Machine says what matters: it was looked at who
 * reaches the services. */
static gboolean
is_weighed (void)
{
  g_autoptr (HnService) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  return first != NULL && hn_service_get_info (first)->priority.in_use != HN_IN_USE_UNKNOWN;
}

static void
complete_cb (void)
{
  gboolean was_loaded = loaded, was_complete = complete;

  loaded = loaded || (!hn_service_list_get_loading (list) && is_weighed ());
  complete = complete || (loaded && hn_service_list_is_complete (list));

  /* The next frame shows it. */
  if (loaded != was_loaded || complete != was_complete)
    gtk_widget_queue_draw (GTK_WIDGET (window));
}

/* Being complete is not a property: it may come about between two signals. */
static gboolean
look_cb (gpointer user_data)
{
  complete_cb ();

  return complete ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);

  return found;
}

static void
realize_cb (GtkWidget *widget)
{
  paint_handler = g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint",
                                    G_CALLBACK (painted_cb), NULL);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *added)
{
  if (window != NULL)
    return;

  window = HN_WINDOW (added);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
}

static void
activate_cb (GApplication *application)
{
  HnServicesPage *page = window->services_page;
  GtkWidget *view = find_widget (GTK_WIDGET (page), GTK_TYPE_LIST_VIEW);

  search = GTK_EDITABLE (find_widget (GTK_WIDGET (page), GTK_TYPE_SEARCH_ENTRY));
  scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  list = hn_services_page_get_list (page);
  g_signal_connect (page, "notify::list", G_CALLBACK (list_cb), NULL);
  g_signal_connect (list, "loading", G_CALLBACK (complete_cb), NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (complete_cb), NULL);
  g_timeout_add (20, look_cb, NULL);
  /* The first frame may show everything. */
  complete_cb ();
}

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  quit ();

  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (HnApplication) application = NULL;
  char *arguments[] = { argv[0], NULL };

  mode = argc == 2 ? argv[1] : "";
  if (!g_str_equal (mode, "start") && !g_str_equal (mode, "stalls"))
    {
      g_printerr ("Usage: bench-window start|stalls\n");
      return 2;
    }

  application = hn_application_new ();
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_signal_connect_after (application, "activate", G_CALLBACK (activate_cb), NULL);
  g_unix_fd_add (STDIN_FILENO, G_IO_HUP | G_IO_IN, input_cb, NULL);

  if (g_str_equal (mode, "stalls"))
    {
      turns_watch ();
      begin_phase (PHASE_STARTING);
    }

  return g_application_run (G_APPLICATION (application), 1, arguments);
}
