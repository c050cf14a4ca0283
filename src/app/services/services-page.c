/* Puts the service list through search, filters and order, and chooses the page to show. The order
 * of the models is drawn in services-page.blp; how a row looks is service-row.c's business; search
 * and filters are in services-page-search.c, the words for errors in services-states.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "services-page-private.h"

#include <glib/gi18n-lib.h>
#include <malloc.h>

#include "filter-popover.h"
#include "service-factory.h"

/* Nobody wants to see a progress bar that is gone at once (in ms). */
#define PROGRESS_DELAY 300

enum
{
  PROP_0,
  PROP_LIST,
  PROP_BROWSING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_SERVICE_SELECTED,
  SIGNAL_SERVICE_OPENED,
  SIGNAL_HARDEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnServicesPage, hn_services_page, ADW_TYPE_NAVIGATION_PAGE)

/* Shows the pages for when there is no list. */
static HnServicesStates *
ensure_states (HnServicesPage *self)
{
  if (self->states == NULL)
    {
      self->states = g_object_new (HN_TYPE_SERVICES_STATES, NULL);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->states), "states");
    }
  gtk_stack_set_visible_child_name (self->stack, "states");

  return self->states;
}

AdwToolbarView *
hn_services_page_get_bars (HnServicesPage *self)
{
  return ADW_TOOLBAR_VIEW (adw_navigation_page_get_child (ADW_NAVIGATION_PAGE (self)));
}

static void
close_root_cb (HnServicesPage *self)
{
  hn_services_page_set_root (self, NULL);
}

static void
retry_cb (HnServicesPage *self)
{
  hn_service_list_retry (self->list);
}

static void
show_problems_cb (HnServicesPage *self)
{
  adw_banner_set_revealed (self->problems_banner, FALSE);
  hn_services_page_present_problems (GTK_WIDGET (self), hn_service_list_get_problems (self->list));
}

/* Makes @banner when it is first needed, as it would hold up the first frame.
 * @title: (nullable): NULL hides it */
static void
set_banner (HnServicesPage *self,
            AdwBanner **banner,
            const char *title,
            const char *button,
            void (*clicked_cb) (HnServicesPage *self))
{
  if (*banner == NULL && title == NULL)
    return;

  if (*banner == NULL)
    {
      *banner = ADW_BANNER (adw_banner_new (""));
      adw_banner_set_use_markup (*banner, FALSE);
      adw_banner_set_button_label (*banner, button);
      g_signal_connect_swapped (*banner, "button-clicked", G_CALLBACK (clicked_cb), self);
      adw_toolbar_view_add_top_bar (hn_services_page_get_bars (self), GTK_WIDGET (*banner));
    }
  /* One that is not revealed still tells its title to a screen reader. */
  adw_banner_set_title (*banner, title != NULL ? title : "");
  adw_banner_set_revealed (*banner, title != NULL);
}

void
hn_services_page_update (HnServicesPage *self)
{
  guint n_shown, n_services, done, total;
  const GError *error;
  gboolean loading, slow;

  /* While the page is being made. */
  if (self->list == NULL)
    return;

  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  n_services = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  error = hn_service_list_get_error (self->list);
  loading = error == NULL && (hn_service_list_get_loading (self->list) ||
                              (n_shown == 0 && !hn_service_list_is_complete (self->list)));
  slow = loading && self->slow;
  hn_service_list_get_progress (self->list, &done, &total);

  if (n_shown > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (loading && !slow)
    gtk_stack_set_visible_child_name (self->stack, "blank");
  else if (loading)
    hn_services_states_show_loading (ensure_states (self));
  else if (n_services > 0)
    hn_services_states_show_no_match (ensure_states (self), !hn_services_page_is_default (self));
  else if (error != NULL)
    hn_services_states_show_error (ensure_states (self), error,
                                   hn_service_list_get_scope (self->list));
  else
    hn_services_states_show_empty (ensure_states (self), hn_service_list_get_scope (self->list),
                                   self->root);

  set_banner (self, &self->lost_banner,
              error != NULL && n_services > 0
                  ? _ ("The connection to systemd is lost, the list may be out of date")
                  : NULL,
              _ ("_Try Again"), retry_cb);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar),
                          slow && total > 0 && hn_service_list_get_loading (self->list));
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress_bar, (double) done / total);
}

static void
progress_cb (gpointer user_data)
{
  HnServicesPage *self = user_data;

  self->progress_source = 0;
  self->slow = TRUE;
  hn_services_page_update (self);
}

/* Reading takes more memory than what is kept, and the C library would hold on to it. */
static void
give_back_memory (gpointer user_data)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

static void
loading_cb (HnServicesPage *self)
{
  gboolean busy =
      hn_service_list_get_loading (self->list) || !hn_service_list_is_complete (self->list);

  hn_list_pacer_set_busy (self->pacer, busy);
  if (busy && self->progress_source == 0 && !self->slow)
    {
      self->progress_source = g_timeout_add_once (PROGRESS_DELAY, progress_cb, self);
    }
  else if (!busy)
    {
      g_clear_handle_id (&self->progress_source, g_source_remove);
      self->slow = FALSE;
      g_idle_add_once (give_back_memory, NULL);
    }

  hn_services_page_update (self);
}

static void
progress_changed_cb (HnServicesPage *self)
{
  if (self->slow)
    hn_services_page_update (self);
}

static void
problems_cb (HnServicesPage *self)
{
  guint n = hn_service_list_get_problems (self->list)->len;
  g_autofree char *title = NULL;

  if (n > 0)
    title =
        g_strdup_printf (ngettext ("%u service cannot be read", "%u services cannot be read", n),
                         n);
  set_banner (self, &self->problems_banner, title, _ ("_Details"), show_problems_cb);
}

/* The page beside the list speaks for its own service. */
static void
show_banner (HnServicesPage *self)
{
  hn_trial_banner_set_unit (self->trial_banner, self->current != NULL && !self->browsing
                                                    ? hn_service_get_name (self->current)
                                                    : NULL);
}

/* @service: (nullable): is shown in the other half */
static void
set_current (HnServicesPage *self, HnService *service)
{
  if (g_set_object (&self->current, service))
    show_banner (self);
}

/* Returns the position of @service among those that are shown, or GTK_INVALID_LIST_POSITION. */
guint
hn_services_page_find (HnServicesPage *self, HnService *service)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) other = g_list_model_get_item (model, i);

      if (other == service)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/* The list begins at its top, or is where the service is that is shown beside it. */
void
hn_services_page_show_place (HnServicesPage *self)
{
  if (self->current != NULL && !hn_service_filter_has_text (self->filter))
    hn_list_top_follow (self->top);
  else
    hn_list_top_hold (self->top);
}

static void
shown_changed_cb (HnServicesPage *self)
{
  /* A service that a filter hid for a while is still the one that is shown beside the list. */
  if (self->current != NULL && !self->browsing &&
      gtk_single_selection_get_selected_item (self->selection) == NULL)
    {
      self->selecting = TRUE;
      gtk_single_selection_set_selected (self->selection,
                                         hn_services_page_find (self, self->current));
      self->selecting = FALSE;
      if (gtk_single_selection_get_selected_item (self->selection) != NULL)
        hn_services_page_show_place (self);
    }

  hn_services_page_update (self);
}

void
hn_services_page_update_clicks (HnServicesPage *self)
{
  gtk_list_view_set_single_click_activate (self->list_view,
                                           self->browsing ||
                                               hn_service_choice_get_active (self->choice));
  /* What the pointer went over meanwhile is not what is shown. */
  if (!self->browsing)
    {
      self->selecting = TRUE;
      gtk_single_selection_set_selected (self->selection,
                                         self->current != NULL
                                             ? hn_services_page_find (self, self->current)
                                             : GTK_INVALID_LIST_POSITION);
      self->selecting = FALSE;
    }
}

static void
set_browsing (HnServicesPage *self, gboolean browsing)
{
  if (self->browsing == browsing)
    return;

  self->browsing = browsing;
  show_banner (self);
  hn_services_page_update_clicks (self);
  if (!browsing)
    shown_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROWSING]);
}

static void
exposure_changed_cb (HnServicesPage *self, HnService *service, guint before)
{
  /* The page beside the list speaks for the service that it shows. */
  if (service != self->current)
    hn_announcer_add (self->announcer, service, before);
}

static HnScope
chosen_scope (GSettings *settings)
{
  return g_settings_get_enum (settings, "scope") == 0 ? HN_SCOPE_SYSTEM : HN_SCOPE_USER;
}

/* @list: (transfer full) */
static void
take_list (HnServicesPage *self, HnServiceList *list)
{
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  hn_service_choice_set_active (self->choice, FALSE);
  set_current (self, NULL);
  g_clear_handle_id (&self->progress_source, g_source_remove);
  self->slow = FALSE;
  self->list = list;

  g_signal_connect_swapped (self->list, "loading", G_CALLBACK (loading_cb), self);
  g_signal_connect_swapped (self->list, "progress", G_CALLBACK (progress_changed_cb), self);
  g_signal_connect_swapped (self->list, "problems", G_CALLBACK (problems_cb), self);
  g_signal_connect_swapped (self->list, "exposure-changed", G_CALLBACK (exposure_changed_cb), self);

  hn_list_top_hold (self->top);
  hn_list_pacer_hold (self->pacer);
  problems_cb (self);
  loading_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIST]);
}

static void
replace_list (HnServicesPage *self)
{
  HnScope scope = chosen_scope (self->settings);

  take_list (self, self->root != NULL ? hn_service_list_new_for_root (self->root, scope)
                                      : hn_service_list_new (scope, NULL));
}

void
hn_services_page_open_at (HnServicesPage *self, guint position)
{
  g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (service == NULL)
    return;

  set_current (self, service);
  g_signal_emit (self, signals[SIGNAL_SERVICE_OPENED], 0, service);
}

static void
activate_cb (HnServicesPage *self, guint position)
{
  if (hn_service_choice_get_active (self->choice))
    hn_services_page_toggle_at (self, position);
  else
    hn_services_page_open_at (self, position);
}

void
hn_services_page_emit_harden (HnServicesPage *self, GPtrArray *services)
{
  g_signal_emit (self, signals[SIGNAL_HARDEN], 0, services);
}

static void
clear_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hn_services_page_clear_filters (HN_SERVICES_PAGE (user_data));
}

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  retry_cb (user_data);
}

static void
select_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hn_service_choice_set_active (HN_SERVICES_PAGE (user_data)->choice, TRUE);
}

static const GActionEntry action_entries[] = {
  { .name = "select", .activate = select_action },
  { .name = "clear", .activate = clear_action },
  { .name = "retry", .activate = retry_action },
};

static void
selected_cb (HnServicesPage *self)
{
  HnService *service = gtk_single_selection_get_selected_item (self->selection);

  if (service == NULL || self->selecting || self->browsing || service == self->current ||
      hn_service_choice_get_active (self->choice))
    return;

  set_current (self, service);
  g_signal_emit (self, signals[SIGNAL_SERVICE_SELECTED], 0, service);
}

static char *
initial (gpointer page, const char *name)
{
  return hn_service_dup_initial (name);
}

static void
hn_services_page_dispose (GObject *object)
{
  HnServicesPage *self = HN_SERVICES_PAGE (object);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_pointer (&self->announcer, hn_announcer_free);
  g_clear_pointer (&self->pacer, hn_list_pacer_free);
  g_clear_pointer (&self->top, hn_list_top_free);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);

  gtk_widget_dispose_template (GTK_WIDGET (self), HN_TYPE_SERVICES_PAGE);

  g_clear_object (&self->list);
  g_clear_object (&self->current);
  g_clear_object (&self->anchor);
  g_clear_object (&self->choice_title);
  g_clear_object (&self->choice);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->root, g_free);

  G_OBJECT_CLASS (hn_services_page_parent_class)->dispose (object);
}

static void
hn_services_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HnServicesPage *self = HN_SERVICES_PAGE (object);

  switch (property_id)
    {
    case PROP_LIST:
      g_value_set_object (value, self->list);
      break;
    case PROP_BROWSING:
      g_value_set_boolean (value, self->browsing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
hn_services_page_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_BROWSING:
      set_browsing (HN_SERVICES_PAGE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
hn_services_page_class_init (HnServicesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hn_services_page_dispose;
  object_class->get_property = hn_services_page_get_property;
  object_class->set_property = hn_services_page_set_property;

  properties[PROP_LIST] =
      g_param_spec_object ("list", NULL, NULL, HN_TYPE_SERVICE_LIST,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_BROWSING] =
      g_param_spec_boolean ("browsing", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SERVICE_SELECTED] =
      g_signal_new ("service-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HN_TYPE_SERVICE);
  signals[SIGNAL_SERVICE_OPENED] =
      g_signal_new ("service-opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HN_TYPE_SERVICE);

  signals[SIGNAL_HARDEN] = g_signal_new ("harden", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  g_type_ensure (HN_TYPE_SERVICE);
  g_type_ensure (HN_TYPE_LEVEL_BAR);
  g_type_ensure (HN_TYPE_TRIAL_BANNER);
  g_type_ensure (HN_TYPE_SERVICE_FILTER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/services-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, scope_group);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, sort_menu);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, level_bar);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, trial_banner);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, matching);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, level_filter);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, shown);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, selection);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, by_priority);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, by_exposure);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, by_name);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, by_level);
  gtk_widget_class_bind_template_child (widget_class, HnServicesPage, by_initial);
  hn_services_page_class_init_search (widget_class);
  hn_services_page_class_init_choice (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "initial", G_CALLBACK (initial));
}

/* Popovers are made when somebody opens them first: each is some dozen widgets, which would hold up
 * the first frame and not be seen there. */
static void
create_menu_cb (GtkMenuButton *button, gpointer model)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, model);
}

static void
create_filter_cb (GtkMenuButton *button, gpointer settings)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, hn_filter_popover_new (settings));
}

static void
hn_services_page_init (HnServicesPage *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GAction) sort = NULL;
  g_autoptr (GAction) state = NULL;
  g_autoptr (GtkListItemFactory) rows = NULL;

  self->settings = g_settings_new (APP_ID);
  self->choice = hn_service_choice_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->announcer = hn_announcer_new (GTK_WIDGET (self->list_view));
  self->pacer = hn_list_pacer_new (GTK_WIDGET (self), self->shown, hn_services_page_change, self);
  self->top = hn_list_top_new (self->scroller, self->list_view);

  sort = g_settings_create_action (self->settings, "sort");
  state = g_settings_create_action (self->settings, "state");
  g_action_map_add_action (G_ACTION_MAP (actions), sort);
  g_action_map_add_action (G_ACTION_MAP (actions), state);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "services", G_ACTION_GROUP (actions));

  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self->primary_menu,
                                         NULL);
  gtk_menu_button_set_create_popup_func (self->sort_button, create_menu_cb, self->sort_menu, NULL);
  gtk_menu_button_set_create_popup_func (self->filter_button, create_filter_cb, self->settings,
                                         NULL);

  rows = hn_service_factory_new_rows (self->choice);
  gtk_list_view_set_factory (self->list_view, rows);

  hn_level_bar_set_model (self->level_bar, G_LIST_MODEL (self->matching));
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (shown_changed_cb), self);
  g_signal_connect_object (self->settings, "changed::scope", G_CALLBACK (replace_list), self,
                           G_CONNECT_SWAPPED);

  hn_services_page_init_search (self);
  hn_services_page_init_choice (self);
  g_settings_bind (self->settings, "scope", self->scope_group, "active-name",
                   G_SETTINGS_BIND_DEFAULT);
}

HnServiceList *
hn_services_page_read_early (void)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  return hn_service_list_new (chosen_scope (settings), NULL);
}

void
hn_services_page_start (HnServicesPage *self, HnServiceList *list)
{
  g_return_if_fail (HN_IS_SERVICES_PAGE (self));
  g_return_if_fail (self->list == NULL);

  if (list == NULL || hn_service_list_get_scope (list) != chosen_scope (self->settings))
    {
      g_clear_object (&list);
      replace_list (self);
      return;
    }

  /* Now, so that the very first frame shows them. */
  hn_service_list_catch_up (list);
  take_list (self, list);
}

void
hn_services_page_set_trials (HnServicesPage *self, HnTrialHub *hub)
{
  g_return_if_fail (HN_IS_SERVICES_PAGE (self));

  hn_trial_banner_follow (self->trial_banner, hub, FALSE);
}

HnServiceList *
hn_services_page_get_list (HnServicesPage *self)
{
  g_return_val_if_fail (HN_IS_SERVICES_PAGE (self), NULL);

  return self->list;
}

void
hn_services_page_set_root (HnServicesPage *self, const char *root)
{
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (HN_IS_SERVICES_PAGE (self));

  if (!g_set_str (&self->root, root))
    return;

  if (root != NULL)
    {
      name = g_filename_display_name (root);
      /* Translators: %s is the path of a folder that holds a whole system */
      title = g_strdup_printf (_ ("Installed in %s"), name);
    }
  set_banner (self, &self->root_banner, title, _ ("_Close"), close_root_cb);
  replace_list (self);
}

void
hn_services_page_select (HnServicesPage *self, HnService *service)
{
  guint position;

  g_return_if_fail (HN_IS_SERVICES_PAGE (self));
  g_return_if_fail (service == NULL || HN_IS_SERVICE (service));

  hn_list_pacer_release (self->pacer);
  set_current (self, service);
  position = service != NULL ? hn_services_page_find (self, service) : GTK_INVALID_LIST_POSITION;

  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->selecting = FALSE;

  if (service != NULL)
    hn_services_page_show_place (self);
}

void
hn_services_page_start_search (HnServicesPage *self)
{
  g_return_if_fail (HN_IS_SERVICES_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
hn_services_page_set_key_capture (HnServicesPage *self, GtkWidget *widget)
{
  g_return_if_fail (HN_IS_SERVICES_PAGE (self));

  gtk_search_entry_set_key_capture_widget (self->search_entry, widget);
}

void
hn_services_page_focus_list (HnServicesPage *self)
{
  guint position;

  g_return_if_fail (HN_IS_SERVICES_PAGE (self));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    return;

  /* At the service that is shown, else at the first one, which is then shown where it has a place.
   */
  position = gtk_single_selection_get_selected (self->selection);
  hn_list_top_release (self->top);
  if (position == GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT,
                             NULL);
  else
    gtk_list_view_scroll_to (self->list_view, position, GTK_LIST_SCROLL_FOCUS, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}
