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

  /* borrowed, child of the template */
  AdwBanner *banner;
};

enum
{
  PROP_0,
  PROP_HUB,
  PROP_SINGLE,
  PROP_UNIT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_VIEWED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
  if (self->trial != NULL)
    g_signal_emit (self, signals[SIGNAL_VIEWED], 0, self->trial);
}

static void
set_hub (HnTrialBanner *self, HnTrialHub *hub)
{
  if (self->hub == hub)
    return;

  if (self->hub != NULL)
    g_signal_handlers_disconnect_by_data (self->hub, self);
  g_set_object (&self->hub, hub);
  if (hub != NULL)
    g_signal_connect_object (hub, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HUB]);
}

static void
hn_trial_banner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HnTrialBanner *self = HN_TRIAL_BANNER (object);

  switch (id)
    {
    case PROP_HUB:
      g_value_set_object (value, self->hub);
      break;
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
    case PROP_HUB:
      set_hub (self, g_value_get_object (value));
      break;
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
  if (self->hub != NULL)
    g_signal_handlers_disconnect_by_data (self->hub, self);
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

  properties[PROP_HUB] =
      g_param_spec_object ("hub", NULL, NULL, HN_TYPE_TRIAL_HUB,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SINGLE] =
      g_param_spec_boolean ("single", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNIT] =
      g_param_spec_string ("unit", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_VIEWED] = g_signal_new ("viewed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HN_TYPE_TRIAL);

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
