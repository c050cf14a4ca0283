/* A banner that says that a change is being tried, and leads to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-banner.h"

#include <glib/gi18n-lib.h>

struct _HnTrialBanner
{
  AdwBin parent_instance;

  gboolean single;

  /* owned */
  char *unit;      /* (nullable) */
  HnTrialHub *hub; /* (nullable) */
  HnTrial *trial;  /* (nullable): shown now */

  AdwBanner *banner; /* borrowed, the child; NULL as long as there was no need for it */
};

G_DEFINE_FINAL_TYPE (HnTrialBanner, hn_trial_banner, ADW_TYPE_BIN)

static void
clicked_cb (HnTrialBanner *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view-trial", "s",
                              self->single ? self->unit : "");
}

/* Not before, as it would hold up the first frame of the window. */
static AdwBanner *
ensure_banner (HnTrialBanner *self)
{
  if (self->banner == NULL)
    {
      self->banner = ADW_BANNER (adw_banner_new (""));
      adw_banner_set_use_markup (self->banner, FALSE);
      /* Translators: a button beside "A change of web.service is being tried": shows how far it is.
       */
      adw_banner_set_button_label (self->banner, _ ("_View"));
      g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (clicked_cb), self);
      adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
    }

  return self->banner;
}

static void
show_text (HnTrialBanner *self)
{
  const char *unit = hn_trial_get_unit (self->trial);
  guint left = hn_trial_get_seconds_left (self->trial);
  g_autofree char *title = NULL;

  if (left > 0)
    /* Translators: %s is the name of a service. */
    title =
        g_strdup_printf (ngettext ("A change of %s is taken back in %u second unless you keep it",
                                   "A change of %s is taken back in %u seconds unless you keep it",
                                   left),
                         unit, left);
  else if (hn_trial_get_state (self->trial) == HN_TRIAL_ASKING)
    /* Translators: nothing is done before a password is typed; %s is the name of a service. */
    title = g_strdup_printf (_ ("A change of %s waits for permission"), unit);
  else
    /* Translators: %s is the name of a service. */
    title = g_strdup_printf (_ ("A change of %s is being tried"), unit);

  adw_banner_set_title (ensure_banner (self), title);
}

static void
update (HnTrialBanner *self)
{
  HnTrial *trial = NULL;

  if (self->hub != NULL && (!self->single || self->unit != NULL))
    trial = hn_trial_hub_find (self->hub, self->single ? self->unit : NULL);

  /* Another one speaks for that. */
  if (trial != NULL && !self->single && g_strcmp0 (hn_trial_get_unit (trial), self->unit) == 0)
    trial = NULL;

  if (trial != self->trial)
    {
      if (self->trial != NULL)
        g_signal_handlers_disconnect_by_data (self->trial, self);
      g_set_object (&self->trial, trial);
      if (trial != NULL)
        {
          g_signal_connect_object (trial, "state-changed", G_CALLBACK (show_text), self,
                                   G_CONNECT_SWAPPED);
          g_signal_connect_object (trial, "seconds-changed", G_CALLBACK (show_text), self,
                                   G_CONNECT_SWAPPED);
        }
    }
  if (trial != NULL)
    show_text (self);
  if (self->banner != NULL)
    adw_banner_set_revealed (self->banner, trial != NULL);
}

static void
hn_trial_banner_dispose (GObject *object)
{
  HnTrialBanner *self = HN_TRIAL_BANNER (object);

  g_clear_object (&self->trial);
  g_clear_object (&self->hub);
  g_clear_pointer (&self->unit, g_free);

  G_OBJECT_CLASS (hn_trial_banner_parent_class)->dispose (object);
}

static void
hn_trial_banner_class_init (HnTrialBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_trial_banner_dispose;
}

static void
hn_trial_banner_init (HnTrialBanner *self)
{
}

void
hn_trial_banner_follow (HnTrialBanner *self, HnTrialHub *hub, gboolean single)
{
  g_return_if_fail (HN_IS_TRIAL_BANNER (self));
  g_return_if_fail (HN_IS_TRIAL_HUB (hub));
  g_return_if_fail (self->hub == NULL);

  self->hub = g_object_ref (hub);
  self->single = single;
  g_signal_connect_object (hub, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
hn_trial_banner_set_unit (HnTrialBanner *self, const char *unit)
{
  g_return_if_fail (HN_IS_TRIAL_BANNER (self));

  if (g_set_str (&self->unit, unit))
    update (self);
}
