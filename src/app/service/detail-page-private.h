/* What the files of the detail page share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/common/trial-banner.h"
#include "model/accepted-hub.h"
#include "detail-facts.h"
#include "detail-harden.h"
#include "detail-header.h"
#include "detail-links.h"
#include "detail-watch.h"
#include "detail-advice.h"
#include "detail-page.h"
#include "instance-choice.h"
#include "protections-page.h"

G_BEGIN_DECLS

struct _HnDetailPage
{
  AdwNavigationPage parent_instance;

  gboolean suspended;
  guint announced;   /* the exposure that was shown last, in tenths */
  gboolean assessed; /* whether there was one */
  gboolean loading_origins;
  gboolean origins_stale; /* assessed again while origins were loading */
  guint spinner_id;
  guint revision;       /* of the changes that were shown last */
  guint rest_tick;      /* what comes a frame later */
  gboolean rest_waits;  /* for the next frame to be over */
  gboolean rest_staged; /* a person has just staged something */

  /* owned */
  HnService *service; /* (nullable) */
  HnChangesStore *store;
  GListModel *services;      /* (nullable) */
  HnTrialHub *hub;           /* (nullable) */
  HnAcceptedHub *acceptance; /* (nullable) */
  GSignalGroup *signals;
  GSignalGroup *changes_signals;
  GCancellable *cancellable; /* of what is under way for the service */

  HnChanges *changes; /* (nullable) borrowed from the store */

  /* borrowed, children of the template */
  AdwBreakpoint *tight; /* of a phone with large text */
  AdwToastOverlay *toast_overlay;
  AdwToast *discard_toast; /* (nullable): while it is to be seen */
  AdwToolbarView *toolbar_view;
  GtkWidget *changes_bar;
  GtkLabel *changes_summary;
  GtkLabel *blocked;
  AdwHeaderBar *header_bar;
  AdwBanner *warnings_banner;
  GtkStack *stack;
  GtkWidget *spinner;
  GtkAdjustment *scroll_adjustment;
  HnDetailHeader *header;
  HnDetailHarden *harden;
  HnDetailLinks *warnings;
  HnDetailLinks *files;
  HnDetailFacts *facts;
  HnDetailWatch *watch;
  GtkWidget *own_changes;
  HnTrialBanner *trial_banner;
  AdwNavigationView *navigation;
  HnProtectionsPage *protections;
  AdwActionRow *protections_row;
  AdwActionRow *accept_row;
  GtkWidget *withdraw_button;
  HnInstanceChoice *instance_choice;
  HnDetailAdvice *advice;
};

/* In detail-page-actions.c. */

/** hn_detail_page_class_install_actions: for the class initialiser of the page */
void hn_detail_page_class_install_actions (GtkWidgetClass *widget_class);

/**
 * hn_detail_page_dismiss_discard_toast:
 *
 * What it offers to undo is not the last thing any more, or of another service; and it would lie
 * over the bar that comes back.
 */
void hn_detail_page_dismiss_discard_toast (HnDetailPage *self);

/** hn_detail_page_show_accepted: whether the service is accepted, and whether it can be */
void hn_detail_page_show_accepted (HnDetailPage *self);

/** hn_detail_page_leave_protections: goes back to the page of the service at once */
void hn_detail_page_leave_protections (HnDetailPage *self);

G_END_DECLS
