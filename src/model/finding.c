/* The checks of one service as a list of objects. The items stay the same for the life of the list;
 * what they say follows the service, so that rows bound to them are never built anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "finding.h"

#include <glib/gi18n-lib.h>

struct _HnFindingItem
{
  GObject parent_instance;

  guint check;
  int passed;
  guint share;
  char *value;
  char *source;
  char *description;
};

enum
{
  PROP_0,
  PROP_CHECK,
  PROP_PASSED,
  PROP_SHARE,
  PROP_TITLE,
  PROP_VALUE,
  PROP_SOURCE,
  PROP_DESCRIPTION,
  PROP_GROUP,
  PROP_DIRECTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HnFindingItem, hn_finding_item, G_TYPE_OBJECT)

#define HN_TYPE_FINDING_LIST (hn_finding_list_get_type ())
G_DECLARE_FINAL_TYPE (HnFindingList, hn_finding_list, HN, FINDING_LIST, GObject)

struct _HnFindingList
{
  GObject parent_instance;

  HnService *service; /* NULL where there are changes, which know their service */
  HnChanges *changes; /* (nullable) */
  HnFindingItem *items[HN_N_CHECKS];
};

static void hn_finding_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HnFindingList,
                               hn_finding_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hn_finding_list_model_init))

static void
hn_finding_item_finalize (GObject *object)
{
  HnFindingItem *self = HN_FINDING_ITEM (object);

  g_free (self->value);
  g_free (self->source);
  g_free (self->description);

  G_OBJECT_CLASS (hn_finding_item_parent_class)->finalize (object);
}

static void
hn_finding_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HnFindingItem *self = HN_FINDING_ITEM (object);

  switch (property_id)
    {
    case PROP_CHECK:
      g_value_set_uint (value, self->check);
      break;
    case PROP_PASSED:
      g_value_set_int (value, self->passed);
      break;
    case PROP_SHARE:
      g_value_set_uint (value, self->share);
      break;
    case PROP_TITLE:
      g_value_set_string (value, hn_finding_item_get_title (self));
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_GROUP:
      g_value_set_uint (value, hn_finding_item_get_group (self));
      break;
    case PROP_DIRECTIVE:
      g_value_set_int (value, hn_finding_item_get_directive (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
hn_finding_item_class_init (HnFindingItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = hn_finding_item_finalize;
  object_class->get_property = hn_finding_item_get_property;

  properties[PROP_CHECK] = g_param_spec_uint ("check", NULL, NULL, 0, HN_N_CHECKS - 1, 0, flags);
  properties[PROP_PASSED] = g_param_spec_int ("passed", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_SHARE] = g_param_spec_uint ("share", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", flags);
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, "", flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  properties[PROP_GROUP] = g_param_spec_uint ("group", NULL, NULL, 0, HN_N_GROUPS - 1, 0, flags);
  properties[PROP_DIRECTIVE] = g_param_spec_int ("directive", NULL, NULL, HN_DIRECTIVE_NONE,
                                                 HN_N_DIRECTIVES - 1, HN_DIRECTIVE_NONE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hn_finding_item_init (HnFindingItem *self)
{
  self->passed = -1;
  self->value = g_strdup ("");
  self->source = g_strdup ("");
  self->description = g_strdup ("");
}

/* Takes the item to the outcome of its check. @settings and @assessment are both %NULL where the
 * service has not been read. */
static void
update_item (HnFindingItem *self,
             const HnSettings *settings,
             const HnAssessment *assessment,
             const HnPolicy *policy,
             const char *value,
             const char *source)
{
  GObject *object = G_OBJECT (self);
  g_autofree char *description = NULL;
  int passed = -1;
  guint share = 0;

  if (assessment != NULL)
    {
      passed = hn_finding_passed (&assessment->findings[self->check]);
      share = assessment->findings[self->check].share;
      description = hn_finding_dup_description (assessment, self->check, settings, policy);
    }

  g_object_freeze_notify (object);

  if (self->passed != passed)
    {
      self->passed = passed;
      g_object_notify_by_pspec (object, properties[PROP_PASSED]);
    }
  if (self->share != share)
    {
      self->share = share;
      g_object_notify_by_pspec (object, properties[PROP_SHARE]);
    }
  if (g_set_str (&self->value, value))
    g_object_notify_by_pspec (object, properties[PROP_VALUE]);
  if (g_set_str (&self->source, source))
    g_object_notify_by_pspec (object, properties[PROP_SOURCE]);
  if (g_set_str (&self->description, description != NULL ? description : ""))
    g_object_notify_by_pspec (object, properties[PROP_DESCRIPTION]);

  g_object_thaw_notify (object);
}

static char *
dup_source (HnFindingList *self, const HnSettings *settings, HnDirectiveId directive)
{
  if (self->changes != NULL && hn_changes_is_changed (self->changes, directive))
    /* Translators: where a value comes from: a person has just chosen it in the window */
    return g_strdup (_ ("changed here, not applied yet"));

  return hn_settings_dup_source (settings, directive);
}

static void
update_items (HnFindingList *self)
{
  HnService *service =
      self->changes != NULL ? hn_changes_get_service (self->changes) : self->service;
  const HnSettings *settings = self->changes != NULL ? hn_changes_get_settings (self->changes)
                                                     : hn_service_get_settings (service);
  const HnAssessment *assessment = self->changes != NULL ? hn_changes_get_after (self->changes)
                                                         : hn_service_get_assessment (service);
  const HnPolicy *policy = hn_service_get_policy (service);
  /* Many checks read the same directive, and some values are long. */
  g_autofree char **values = g_new0 (char *, HN_N_DIRECTIVES);
  g_autofree char **sources = g_new0 (char *, HN_N_DIRECTIVES);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      HnDirectiveId directive = hn_check_get (i)->directive;
      const char *value = "", *source = "";

      if (settings != NULL && assessment != NULL && directive != HN_DIRECTIVE_NONE)
        {
          if (values[directive] == NULL)
            {
              values[directive] = hn_settings_dup_value (settings, directive);
              sources[directive] = dup_source (self, settings, directive);
            }
          value = values[directive];
          source = sources[directive];
        }

      update_item (self->items[i], settings, assessment, policy, value, source);
    }

  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      g_free (values[i]);
      g_free (sources[i]);
    }
}

static GType
hn_finding_list_get_item_type (GListModel *model)
{
  return HN_TYPE_FINDING_ITEM;
}

static guint
hn_finding_list_get_n_items (GListModel *model)
{
  return HN_N_CHECKS;
}

static gpointer
hn_finding_list_get_item (GListModel *model, guint position)
{
  HnFindingList *self = HN_FINDING_LIST (model);

  return position < HN_N_CHECKS ? g_object_ref (self->items[position]) : NULL;
}

static void
hn_finding_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hn_finding_list_get_item_type;
  iface->get_n_items = hn_finding_list_get_n_items;
  iface->get_item = hn_finding_list_get_item;
}

static void
hn_finding_list_dispose (GObject *object)
{
  HnFindingList *self = HN_FINDING_LIST (object);

  g_clear_object (&self->service);
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (hn_finding_list_parent_class)->dispose (object);
}

static void
hn_finding_list_finalize (GObject *object)
{
  HnFindingList *self = HN_FINDING_LIST (object);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_object_unref (self->items[i]);

  G_OBJECT_CLASS (hn_finding_list_parent_class)->finalize (object);
}

static void
hn_finding_list_class_init (HnFindingListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hn_finding_list_dispose;
  object_class->finalize = hn_finding_list_finalize;
}

static void
hn_finding_list_init (HnFindingList *self)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      self->items[i] = g_object_new (HN_TYPE_FINDING_ITEM, NULL);
      self->items[i]->check = i;
    }
}

GListModel *
hn_finding_list_new (HnService *service)
{
  HnFindingList *self;

  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  self = g_object_new (HN_TYPE_FINDING_LIST, NULL);
  self->service = g_object_ref (service);
  g_signal_connect_object (service, "assessed", G_CALLBACK (update_items), self, G_CONNECT_SWAPPED);
  update_items (self);

  return G_LIST_MODEL (self);
}

GListModel *
hn_finding_list_new_for_changes (HnChanges *changes)
{
  HnFindingList *self;

  g_return_val_if_fail (HN_IS_CHANGES (changes), NULL);

  self = g_object_new (HN_TYPE_FINDING_LIST, NULL);
  self->changes = g_object_ref (changes);
  g_signal_connect_object (changes, "changed", G_CALLBACK (update_items), self, G_CONNECT_SWAPPED);
  update_items (self);

  return G_LIST_MODEL (self);
}

guint
hn_finding_item_get_check (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), 0);

  return self->check;
}

int
hn_finding_item_get_passed (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), -1);

  return self->passed;
}

guint
hn_finding_item_get_share (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), 0);

  return self->share;
}

const char *
hn_finding_item_get_title (HnFindingItem *self)
{
  const char *title;

  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), NULL);

  title = hn_check_get (self->check)->title;

  return title != NULL ? _ (title) : hn_check_get (self->check)->id;
}

const char *
hn_finding_item_get_value (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), NULL);

  return self->value;
}

const char *
hn_finding_item_get_source (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), NULL);

  return self->source;
}

const char *
hn_finding_item_get_description (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), NULL);

  return self->description;
}

HnGroup
hn_finding_item_get_group (HnFindingItem *self)
{
  HnDirectiveId directive;

  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), HN_GROUP_OTHER);

  directive = hn_check_get (self->check)->directive;

  return directive != HN_DIRECTIVE_NONE ? hn_directive_get (directive)->group : HN_GROUP_OTHER;
}

HnDirectiveId
hn_finding_item_get_directive (HnFindingItem *self)
{
  g_return_val_if_fail (HN_IS_FINDING_ITEM (self), HN_DIRECTIVE_NONE);

  return hn_check_get (self->check)->directive;
}
