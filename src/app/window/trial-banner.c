/* A banner that says that a change is being tried, and leads to it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-banner.h"

#include <glib/gi18n-lib.h>

#include "app/common/toast.h"
#include "app/review/review-dialog.h"
#include "window-trials.h"

struct _HnTrialBanner
{
  AdwBin parent_instance;

  gboolean single;

  /* owned */
  char *unit;      /* (nullable) */
  HnTrialHub *hub; /* (nullable) */
  HnTrial *trial;  /* (nullable): shown now */

  /* borrowed, child of the template */
  AdwBanner *banner;
};

enum
{
  PROP_0,
  PROP_SINGLE,
  PROP_UNIT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnTrialBanner, hn_trial_banner, ADW_TYPE_BIN)

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

  adw_banner_set_title (self->banner, title);
}

static void
show_failure (AdwToast *toast)
{
  HnWindow *window = g_object_get_data (G_OBJECT (toast), "window");

  adw_dialog_present (hn_window_trials_new_dialog (window,
                                                   g_object_get_data (G_OBJECT (toast), "trial")),
                      GTK_WIDGET (window));
}

/* Of the one for the whole window: what went wrong while no dialog showed it is not to pass in
 * silence. */
static void
tell_end (HnTrialBanner *self, HnTrial *trial)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *unit = hn_trial_get_unit (trial);
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (!HN_IS_WINDOW (root) || !hn_trial_has_failed (trial) || hn_review_dialog_is_open_for (trial))
    return;
  /* That one fails says what the person wanted to know. */
  if (hn_trial_is_probe (trial) && hn_trial_get_state (trial) == HN_TRIAL_REVERTED)
    return;

  if (hn_trial_get_state (trial) == HN_TRIAL_REVERTED)
    /* Translators: %s is the name of a service. */
    title = g_strdup_printf (_ ("%s did not stay well: the change was taken back"), unit);
  else
    /* Translators: %s is the name of a service. */
    title = g_strdup_printf (_ ("%s is not well after a change"), unit);
  /* Translators: a button beside what went wrong with a change: shows more about it. */
  toast = hn_toast_new (GTK_WIDGET (root), title, _ ("_Details"));
  adw_toast_set_timeout (toast, 0);
  g_object_set_data (G_OBJECT (toast), "window", root);
  g_object_set_data_full (G_OBJECT (toast), "trial", g_object_ref (trial), g_object_unref);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (show_failure), NULL);
  hn_window_add_toast (HN_WINDOW (root), toast);
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
          g_signal_connect_object (trial, "notify::state", G_CALLBACK (show_text), self,
                                   G_CONNECT_SWAPPED);
          g_signal_connect_object (trial, "notify::seconds-left", G_CALLBACK (show_text), self,
                                   G_CONNECT_SWAPPED);
        }
    }
  if (trial != NULL)
    show_text (self);
  adw_banner_set_revealed (self->banner, trial != NULL);
}

static void
clicked_cb (HnTrialBanner *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->trial != NULL && HN_IS_WINDOW (root))
    adw_dialog_present (hn_window_trials_new_dialog (HN_WINDOW (root), self->trial),
                        GTK_WIDGET (root));
}

static void
set_hub (HnTrialBanner *self, HnTrialHub *hub)
{
  if (self->hub != NULL)
    g_signal_handlers_disconnect_by_data (self->hub, self);
  g_set_object (&self->hub, hub);
  if (hub != NULL)
    {
      g_signal_connect_object (hub, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      if (!self->single)
        g_signal_connect_object (hub, "ended", G_CALLBACK (tell_end), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
hn_trial_banner_root (GtkWidget *widget)
{
  GtkRoot *root;

  GTK_WIDGET_CLASS (hn_trial_banner_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  set_hub (HN_TRIAL_BANNER (widget),
           HN_IS_WINDOW (root) ? hn_window_get_trial_hub (HN_WINDOW (root)) : NULL);
}

static void
hn_trial_banner_unroot (GtkWidget *widget)
{
  set_hub (HN_TRIAL_BANNER (widget), NULL);

  GTK_WIDGET_CLASS (hn_trial_banner_parent_class)->unroot (widget);
}

static void
hn_trial_banner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HnTrialBanner *self = HN_TRIAL_BANNER (object);

  switch (id)
    {
    case PROP_SINGLE:
      g_value_set_boolean (value, self->single);
      break;
    case PROP_UNIT:
      g_value_set_string (value, self->unit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_trial_banner_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HnTrialBanner *self = HN_TRIAL_BANNER (object);

  switch (id)
    {
    case PROP_SINGLE:
      self->single = g_value_get_boolean (value);
      break;
    case PROP_UNIT:
      hn_trial_banner_set_unit (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_trial_banner_dispose (GObject *object)
{
  HnTrialBanner *self = HN_TRIAL_BANNER (object);

  g_clear_object (&self->trial);
  g_clear_object (&self->hub);
  /* Or both the template and the bin would let go of it. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_TRIAL_BANNER);

  G_OBJECT_CLASS (hn_trial_banner_parent_class)->dispose (object);
}

static void
hn_trial_banner_finalize (GObject *object)
{
  g_free (HN_TRIAL_BANNER (object)->unit);

  G_OBJECT_CLASS (hn_trial_banner_parent_class)->finalize (object);
}

static void
hn_trial_banner_class_init (HnTrialBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hn_trial_banner_get_property;
  object_class->set_property = hn_trial_banner_set_property;
  object_class->dispose = hn_trial_banner_dispose;
  object_class->finalize = hn_trial_banner_finalize;
  widget_class->root = hn_trial_banner_root;
  widget_class->unroot = hn_trial_banner_unroot;

  properties[PROP_SINGLE] =
      g_param_spec_boolean ("single", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNIT] =
      g_param_spec_string ("unit", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/trial-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, HnTrialBanner, banner);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
hn_trial_banner_init (HnTrialBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_banner_set_use_markup (self->banner, FALSE);
}

void
hn_trial_banner_set_unit (HnTrialBanner *self, const char *unit)
{
  g_return_if_fail (HN_IS_TRIAL_BANNER (self));

  if (!g_set_str (&self->unit, unit))
    return;

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNIT]);
}
