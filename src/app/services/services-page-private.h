/* What the files of the services page share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/common/announcer.h"
#include "app/common/trial-banner.h"
#include "level-bar.h"
#include "list-pacer.h"
#include "list-top.h"
#include "service-choice.h"
#include "service-filter.h"
#include "services-states.h"
#include "services-page.h"

G_BEGIN_DECLS

struct _HnServicesPage
{
  AdwNavigationPage parent_instance;

  /* Owned. */
  GSettings *settings;
  HnServiceList *list;
  HnService *current; /* the service that is shown in the other half */
  char *root;
  HnAnnouncer *announcer;
  HnListPacer *pacer;
  HnListTop *top;
  HnServiceChoice *choice;
  HnService *anchor; /* (nullable): of those that are selected, the last */

  /* Of the template. */
  AdwToggleGroup *scope_group;
  AdwHeaderBar *header;
  GtkWidget *home_button;
  GtkSearchEntry *search_entry;
  GtkMenuButton *menu_button;
  GtkMenuButton *sort_button;
  GtkMenuButton *filter_button;
  HnLevelBar *level_bar;
  HnTrialBanner *trial_banner;
  GtkProgressBar *progress_bar;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  HnServiceFilter *filter;
  GtkFilterListModel *matching;
  HnServiceFilter *level_filter;
  GtkSortListModel *sorted;
  GtkSliceListModel *shown;
  GtkSingleSelection *selection;
  GtkSorter *by_priority;
  GtkSorter *by_exposure;
  GtkSorter *by_name;
  GtkSorter *by_level;
  GtkSorter *by_initial;
  GMenuModel *primary_menu;
  GMenuModel *sort_menu;

  /* Children as well, NULL as long as there was no need for them: they would hold up the first
   * frame. */
  HnServicesStates *states;
  AdwBanner *root_banner;
  AdwBanner *lost_banner;
  AdwBanner *problems_banner;
  AdwWindowTitle *choice_title; /* owned: it comes and goes */
  GtkWidget *cancel_button;
  GtkActionBar *choice_bar;
  GtkWidget *harden_button;

  guint progress_source;
  gboolean slow; /* loading for longer than the delay */
  gboolean browsing;
  gboolean selecting; /* the selection is being set from here */
};

/* In services-page.c. */

/** hn_services_page_update: shows the list, or why there is none */
void hn_services_page_update (HnServicesPage *self);

/** hn_services_page_get_bars: (transfer none): what holds the bars above and below the list */
AdwToolbarView *hn_services_page_get_bars (HnServicesPage *self);

/** hn_services_page_find: the position of @service among those that are shown, or
 *    %GTK_INVALID_LIST_POSITION */
guint hn_services_page_find (HnServicesPage *self, HnService *service);

/** hn_services_page_show_place: the list begins at its top, or is where the shown service is */
void hn_services_page_show_place (HnServicesPage *self);

/** hn_services_page_open_at: as if the row at @position were activated */
void hn_services_page_open_at (HnServicesPage *self, guint position);

/** hn_services_page_update_clicks: whether a single click is enough follows what it is for */
void hn_services_page_update_clicks (HnServicesPage *self);

/** hn_services_page_emit_harden: @services: (element-type HnService): to be hardened */
void hn_services_page_emit_harden (HnServicesPage *self, GPtrArray *services);

/* In services-page-choice.c. */

/** hn_services_page_class_init_choice: binds what the template calls there */
void hn_services_page_class_init_choice (GtkWidgetClass *widget_class);

/** hn_services_page_init_choice: from here on several services can be selected */
void hn_services_page_init_choice (HnServicesPage *self);

/** hn_services_page_toggle_at: selects the service at @position, or does not any more */
void hn_services_page_toggle_at (HnServicesPage *self, guint position);

/* In services-page-search.c. */

/** hn_services_page_class_init_search: binds what the template calls there */
void hn_services_page_class_init_search (GtkWidgetClass *widget_class);

/** hn_services_page_init_search: from here on the list follows the chosen order and filters */
void hn_services_page_init_search (HnServicesPage *self);

/** hn_services_page_change: shows what is asked for now, of the list that is there now */
void hn_services_page_change (gpointer page);

/** hn_services_page_is_default: whether nothing is searched for, with the usual filters */
gboolean hn_services_page_is_default (HnServicesPage *self);

/** hn_services_page_clear_filters: shows everything, step by step */
void hn_services_page_clear_filters (HnServicesPage *self);

G_END_DECLS
