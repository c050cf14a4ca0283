/* What the files of the window share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/overview/overview-page.h"
#include "model/trial-hub.h"
#include "window.h"

G_BEGIN_DECLS

struct _HnWindow
{
  AdwApplicationWindow parent_instance;

  GCancellable *cancellable; /* of the file that is being read */
  HnChangesStore *store;     /* what is staged */
  HnTrialHub *hub;           /* trials */
  HnAcceptedHub *acceptance; /* what is accepted */
  GFile *unit_folder;        /* (nullable) owned: where a unit file was opened last */
  char *wanted;              /* (nullable) owned: the unit that is shown as soon as it is known */
  AdwDialog *question;       /* (nullable) weak: whether changes may be lost */
  guint day_source;          /* the day ends while the window is seen */
  guint gone_source;         /* the service that is shown is not in the list any more */

  AdwToastOverlay *toast_overlay;
  AdwNavigationSplitView *split_view;
  HnServicesPage *services_page;
  HnOverviewPage *overview;  /* owned: the other half shows it, or the next */
  HnDetailPage *detail_page; /* owned; NULL until a service is shown: see ensure_detail_page() */
};

/* In window.c. */

/** hn_window_show_overview: all services at a glance in the place of the one that is shown */
void hn_window_show_overview (HnWindow *self);

/* In window-actions.c. */

/** hn_window_class_install_actions: for the class initialiser of the window */
void hn_window_class_install_actions (GtkWidgetClass *widget_class);

/* In window-changes.c. */

/** hn_window_changes_class_init: installs "win.undo" and "win.redo" with their keys */
void hn_window_changes_class_init (GtkWidgetClass *widget_class);

/** hn_window_changes_follow: what is staged follows the services of the list that is shown now;
 * call for each new list */
void hn_window_changes_follow (HnWindow *self);

/* In window-open.c. */

/** hn_window_find_wanted: shows the unit that was asked for, if the list knows it by now */
void hn_window_find_wanted (HnWindow *self);

/* In window-trials.c. */

/** hn_window_trials_class_init: installs "win.view-trial", which shows how far one is, and
 * "win.show-history", which shows what was kept of a service */
void hn_window_trials_class_init (GtkWidgetClass *widget_class);

/** hn_window_trials_init: takes up what the trials tell */
void hn_window_trials_init (HnWindow *self);

G_END_DECLS
