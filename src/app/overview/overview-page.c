/* Says what the model of the overview has found; reads nothing itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "overview-page.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "accepted-group.h"
#include "changed-row.h"
#include "concern-row.h"
#include "level-picture.h"
#include "model/overview.h"
#include "worse-group.h"

/* A wait shorter than this shows no spinner: it would only flicker (in ms). */
#define SPINNER_DELAY 300

struct _HnOverviewPage
{
  AdwNavigationPage parent_instance;

  HnOverview *overview; /* owned */
  guint spinner;        /* the timer until it is shown */
  char *shown_changed;  /* (nullable): what the rows of what was changed were made from */

  /* The buttons of the legend, children; NULL as long as there was no such service. */
  GtkWidget *levels[HN_N_LEVELS];
  GtkLabel *counts[HN_N_LEVELS]; /* within them */
  /* In the list; the last one is for good news. */
  HnConcernRow *rows[HN_N_CONCERNS + 1];

  /* of the template */
  GtkStack *stack;
  AdwBin *nothing;
  GtkLabel *headline;
  HnLevelPicture *picture;
  GtkWidget *picture_box;
  GtkBox *legend;
  GtkLabel *note;
  GtkListBox *concerns;
  AdwBin *worse_place;
  AdwBin *accepted_place;
  GtkWidget *unchanged;
  GtkListBox *changed;
};

enum
{
  SIGNAL_SERVICE_CHOSEN,
  SIGNAL_LEVEL_CHOSEN,
  SIGNAL_HARDEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnOverviewPage, hn_overview_page, ADW_TYPE_NAVIGATION_PAGE)

static void
choose_service (HnOverviewPage *self, HnService *service)
{
  g_signal_emit (self, signals[SIGNAL_SERVICE_CHOSEN], 0, service);
}

static void
choose_unit (HnOverviewPage *self, const char *unit)
{
  HnService *service = hn_overview_find (self->overview, unit);

  if (service != NULL)
    choose_service (self, service);
}

static void
harden (HnOverviewPage *self, GPtrArray *services)
{
  g_signal_emit (self, signals[SIGNAL_HARDEN], 0, services);
}

/* ---- What matters ---- */

static char *
dup_sentence (HnConcern concern, guint n)
{
  switch (concern)
    {
    case HN_CONCERN_NETWORK_ROOT:
      return g_strdup_printf (
          /* Translators: their names stand below */
          ngettext ("%u service that others can reach over the network runs as root with little or "
                    "no protection",
                    "%u services that others can reach over the network run as root with little or "
                    "no protection",
                    n),
          n);
    case HN_CONCERN_NETWORK:
      return g_strdup_printf (
          /* Translators: their names stand below; these do not run as root */
          ngettext ("%u service that others can reach over the network has little or no "
                    "protection",
                    "%u services that others can reach over the network have little or no "
                    "protection",
                    n),
          n);
    case HN_CONCERN_MACHINE_ROOT:
      return g_strdup_printf (
          /* Translators: their names stand below */
          ngettext ("%u service that any program of this machine can talk to runs as root with "
                    "little or no protection",
                    "%u services that any program of this machine can talk to run as root with "
                    "little or no protection",
                    n),
          n);
    case HN_CONCERN_UNKNOWN_ROOT:
      return g_strdup_printf (
          /* Translators: their names stand below */
          ngettext ("%u service runs as root with little or no protection; who can reach it cannot "
                    "be told from here",
                    "%u services run as root with little or no protection; who can reach them "
                    "cannot be told from here",
                    n),
          n);
    case HN_CONCERN_ROOT:
    default:
      return g_strdup_printf (
          /* Translators: their names stand below */
          ngettext ("%u service runs as root with little or no protection; nothing was seen that "
                    "could reach it",
                    "%u services run as root with little or no protection; nothing was seen that "
                    "could reach them",
                    n),
          n);
    }
}

/* (transfer full) (nullable): what is well; NULL where there is nothing of the kind to say */
static char *
dup_good_news (const HnOverviewInfo *info)
{
  /* One of those that could not be looked at may be the one. */
  if (info->n_services == 0 || info->n_reach_unknown > 0 ||
      info->concerns[HN_CONCERN_NETWORK_ROOT]->len > 0 ||
      info->concerns[HN_CONCERN_NETWORK]->len > 0)
    return NULL;
  if (info->n_network == 0)
    return g_strdup (_ ("No service was seen that others can reach over the network"));
  if (info->n_network_accepted > 0)
    return g_strdup (_ ("All services that others can reach over the network have protection, or "
                        "are accepted without"));

  return g_strdup_printf (
      ngettext ("The one service that others can reach over the network has protection",
                "All %u services that others can reach over the network have protection",
                info->n_network),
      info->n_network);
}

static void
show_row (HnOverviewPage *self,
          guint position,
          const char *icon,
          const char *style,
          const char *sentence,
          GPtrArray *services,
          gboolean hardenable)
{
  if (self->rows[position] == NULL)
    {
      if (sentence == NULL)
        return;
      self->rows[position] = HN_CONCERN_ROW (hn_concern_row_new ());
      g_signal_connect_swapped (self->rows[position], "service-chosen", G_CALLBACK (choose_service),
                                self);
      g_signal_connect_swapped (self->rows[position], "harden", G_CALLBACK (harden), self);
      /* Rows that come later go where they belong. */
      for (guint i = position, place = 0;; i--)
        {
          if (i < position && self->rows[i] != NULL)
            place++;
          if (i == 0)
            {
              gtk_list_box_insert (self->concerns, GTK_WIDGET (self->rows[position]), (int) place);
              break;
            }
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rows[position]), sentence != NULL);
  if (sentence != NULL)
    hn_concern_row_show (self->rows[position], icon, style, sentence, services, hardenable);
}

static void
show_concerns (HnOverviewPage *self)
{
  static const struct
  {
    const char *icon, *style;
    gboolean hardenable; /* what others reach, as that is worth it first */
  } looks[HN_N_CONCERNS] = {
    [HN_CONCERN_NETWORK_ROOT] = { "dialog-warning-symbolic", "error", TRUE },
    [HN_CONCERN_NETWORK] = { "dialog-warning-symbolic", "warning", TRUE },
    [HN_CONCERN_MACHINE_ROOT] = { "dialog-warning-symbolic", "warning", FALSE },
    [HN_CONCERN_UNKNOWN_ROOT] = { "dialog-question-symbolic", "warning", FALSE },
    [HN_CONCERN_ROOT] = { "dialog-information-symbolic", NULL, FALSE },
  };
  const HnOverviewInfo *info = hn_overview_get_info (self->overview);
  g_autofree char *good = dup_good_news (info);

  for (HnConcern i = 0; i < HN_N_CONCERNS; i++)
    {
      guint n = info->concerns[i]->len;
      g_autofree char *sentence = n > 0 ? dup_sentence (i, n) : NULL;

      show_row (self, i, looks[i].icon, looks[i].style, sentence, info->concerns[i],
                looks[i].hardenable);
    }
  show_row (self, HN_N_CONCERNS, "object-select-symbolic", "success", good, NULL, FALSE);
}

/* ---- The picture ---- */

static void
level_clicked_cb (HnOverviewPage *self, GtkWidget *button)
{
  for (guint i = 0; i < HN_N_LEVELS; i++)
    if (self->levels[i] == button)
      g_signal_emit (self, signals[SIGNAL_LEVEL_CHOSEN], 0, i);
}

static void
make_level (HnOverviewPage *self, HnLevel level)
{
  g_autofree char *words =
      g_strdup_printf ("%s %s", hn_level_get_emoji (level), _ (hn_level_get_title (level)));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *dot = g_object_new (GTK_TYPE_BOX, "css-name", "levelpart", "valign", GTK_ALIGN_CENTER,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *title = gtk_label_new (words);
  GtkWidget *count = gtk_label_new (NULL);
  GtkWidget *worse = NULL;

  gtk_widget_add_css_class (dot, "level-part");
  hn_level_style_apply (dot, level);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), count);
  self->counts[level] = GTK_LABEL (count);
  self->levels[level] = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->levels[level]), box);
  gtk_widget_add_css_class (self->levels[level], "flat");
  gtk_widget_add_css_class (self->levels[level], "level-line");
  g_signal_connect_swapped (self->levels[level], "clicked", G_CALLBACK (level_clicked_cb), self);
  /* The worst first, as in the picture. */
  for (guint i = level + 1; i < HN_N_LEVELS && worse == NULL; i++)
    worse = self->levels[i];
  gtk_box_insert_child_after (self->legend, self->levels[level], worse);
}

static void
show_level (HnOverviewPage *self, HnLevel level, guint n)
{
  g_autofree char *figure = g_strdup_printf ("%u", n);
  g_autofree char *label = g_strdup_printf (
      /* Translators: a level such as Unsafe, and how many services; shows these when it is clicked
       */
      ngettext ("Show %s: %u service", "Show %s: %u services", n), _ (hn_level_get_title (level)),
      n);

  if (self->levels[level] == NULL)
    {
      if (n == 0)
        return;
      make_level (self, level);
    }
  gtk_widget_set_visible (self->levels[level], n > 0);
  gtk_label_set_label (self->counts[level], figure);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->levels[level]),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_picture (HnOverviewPage *self)
{
  const HnOverviewInfo *info = hn_overview_get_info (self->overview);
  guint n = info->n_services, n_little = info->n_little, n_exposed = 0;
  g_autofree char *headline = NULL;
  g_autofree char *note = NULL;

  for (guint i = 0; i < HN_N_LEVELS; i++)
    show_level (self, i, info->levels[i]);
  hn_level_picture_set_counts (self->picture, info->levels);

  for (guint i = HN_LEVEL_EXPOSED; i < HN_N_LEVELS; i++)
    n_exposed += info->levels[i];
  if (n_little == 0 && n_exposed > 0)
    headline = g_strdup (_ ("All services have protection, or are accepted without"));
  else if (n_little == 0)
    headline = g_strdup (_ ("All services have protection"));
  else
    headline = g_strdup_printf (
        /* Translators: the first is a number of services, the second of how many */
        ngettext ("%u of %u service has little or no protection",
                  "%u of %u services have little or no protection", n),
        n_little, n);
  gtk_label_set_label (self->headline, headline);

  if (info->n_idle > 0)
    note = g_strdup_printf (
        /* Translators: below the number of all services */
        ngettext ("%u of them is not in use: it does not run, and nothing starts it.",
                  "%u of them are not in use: they do not run, and nothing starts them.",
                  info->n_idle),
        info->n_idle);
  hn_label_show_text (self->note, note);
}

/* ---- What was changed ---- */

static void
show_changed (HnOverviewPage *self)
{
  GPtrArray *changed = hn_overview_get_info (self->overview)->changed;
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < changed->len; i++)
    hn_changed_row_append_key (changed->pdata[i], shown);
  if (g_strcmp0 (self->shown_changed, shown->str) == 0)
    return;

  g_set_str (&self->shown_changed, shown->str);
  gtk_list_box_remove_all (self->changed);
  for (guint i = 0; i < changed->len; i++)
    gtk_list_box_append (self->changed, hn_changed_row_new (changed->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->changed), changed->len > 0);
  gtk_widget_set_visible (self->unchanged, changed->len == 0);
}

static void
changed_activated_cb (HnOverviewPage *self, GtkListBoxRow *row)
{
  GPtrArray *changed = hn_overview_get_info (self->overview)->changed;
  int position = gtk_list_box_row_get_index (row);

  if (position >= 0 && (guint) position < changed->len)
    {
      const HnChangedService *found = changed->pdata[position];
      g_autoptr (HnService) service = found->service != NULL ? g_object_ref (found->service) : NULL;

      if (service != NULL)
        choose_service (self, service);
    }
}

/* ---- What got worse, and what is accepted ---- */

static void
show_worse (HnOverviewPage *self)
{
  const HnOverviewInfo *info = hn_overview_get_info (self->overview);
  gboolean shown = info->worse->len > 0 || info->look_problem != NULL;
  HnWorseGroup *group = HN_WORSE_GROUP (adw_bin_get_child (self->worse_place));

  gtk_widget_set_visible (GTK_WIDGET (self->worse_place), shown);
  if (shown && group == NULL)
    {
      group = hn_worse_group_new ();
      g_signal_connect_swapped (group, "unit-chosen", G_CALLBACK (choose_unit), self);
      g_signal_connect_swapped (group, "seen", G_CALLBACK (hn_overview_see), self->overview);
      adw_bin_set_child (self->worse_place, GTK_WIDGET (group));
    }
  if (group != NULL)
    hn_worse_group_show (group, info->worse, info->look_problem);
}

static void
show_accepted (HnOverviewPage *self)
{
  const HnOverviewInfo *info = hn_overview_get_info (self->overview);
  gboolean shown = info->accepted != NULL && info->accepted->all->len > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->accepted_place), shown);
  if (!shown)
    return;

  if (adw_bin_get_child (self->accepted_place) == NULL)
    adw_bin_set_child (self->accepted_place, GTK_WIDGET (hn_accepted_group_new ()));
  hn_accepted_group_show (HN_ACCEPTED_GROUP (adw_bin_get_child (self->accepted_place)),
                          info->accepted, info->n_accepted_over);
}

/* ---- The page ---- */

static void
spinner_cb (gpointer user_data)
{
  HnOverviewPage *self = user_data;

  self->spinner = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static void
show_title (HnOverviewPage *self, HnServiceList *list)
{
  const char *root = hn_service_list_get_root (list);
  g_autofree char *name = root != NULL ? g_filename_display_name (root) : NULL;
  g_autofree char *title = NULL;

  if (root != NULL)
    /* Translators: %s is the path of a folder that holds a whole system */
    title = g_strdup_printf (_ ("Installed in %s"), name);
  else
    /* Translators: what is shown of all services: those of the machine, or of one's own session */
    title = g_strdup (hn_service_list_get_scope (list) == HN_SCOPE_SYSTEM ? _ ("Your Machine")
                                                                          : _ ("Your Session"));
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), title);
}

/* Made when it is first needed, as it would hold up the first frame. */
static void
show_nothing (HnOverviewPage *self)
{
  if (adw_bin_get_child (self->nothing) == NULL)
    adw_bin_set_child (
        self->nothing,
        g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "security-high-symbolic", "title",
                      _ ("No Services to Show"), "description",
                      _ ("The list has no services. The message there says why, and what you can "
                         "do."),
                      NULL));
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

static void
update (HnOverviewPage *self)
{
  HnServiceList *list = hn_overview_get_list (self->overview);
  const HnOverviewInfo *info = hn_overview_get_info (self->overview);
  gboolean loading;

  if (list == NULL)
    return;

  show_title (self, list);
  if (info->n_services > 0)
    {
      g_clear_handle_id (&self->spinner, g_source_remove);
      show_picture (self);
      show_worse (self);
      show_concerns (self);
      show_accepted (self);
      show_changed (self);
      gtk_stack_set_visible_child_name (self->stack, "machine");
      return;
    }

  loading = hn_service_list_get_error (list) == NULL && !hn_service_list_is_complete (list);
  if (!loading)
    {
      g_clear_handle_id (&self->spinner, g_source_remove);
      show_nothing (self);
    }
  else if (self->spinner == 0 &&
           g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") != 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "blank");
      self->spinner = g_timeout_add_once (SPINNER_DELAY, spinner_cb, self);
    }
}

static void
hn_overview_page_dispose (GObject *object)
{
  HnOverviewPage *self = HN_OVERVIEW_PAGE (object);

  g_clear_handle_id (&self->spinner, g_source_remove);
  if (self->overview != NULL)
    g_signal_handlers_disconnect_by_data (self->overview, self);
  g_clear_object (&self->overview);
  g_clear_pointer (&self->shown_changed, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HN_TYPE_OVERVIEW_PAGE);

  G_OBJECT_CLASS (hn_overview_page_parent_class)->dispose (object);
}

static void
hn_overview_page_class_init (HnOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hn_overview_page_dispose;

  signals[SIGNAL_SERVICE_CHOSEN] =
      g_signal_new ("service-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HN_TYPE_SERVICE);
  signals[SIGNAL_LEVEL_CHOSEN] =
      g_signal_new ("level-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_HARDEN] = g_signal_new ("harden", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  g_type_ensure (HN_TYPE_LEVEL_PICTURE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, headline);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, picture);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, picture_box);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, legend);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, note);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, concerns);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, worse_place);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, accepted_place);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, unchanged);
  gtk_widget_class_bind_template_child (widget_class, HnOverviewPage, changed);
  gtk_widget_class_bind_template_callback (widget_class, changed_activated_cb);
}

static void
hn_overview_page_init (HnOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->overview = hn_overview_new ();
  g_signal_connect_swapped (self->overview, "changed", G_CALLBACK (update), self);
}

void
hn_overview_page_set_list (HnOverviewPage *self, HnServiceList *list)
{
  g_return_if_fail (HN_IS_OVERVIEW_PAGE (self));

  hn_overview_set_list (self->overview, list);
}
