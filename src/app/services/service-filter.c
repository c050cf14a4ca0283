/* A filter in C instead of expressions: it runs over every service at every key of a search.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-filter.h"

struct _HnServiceFilter
{
  GtkFilter parent_instance;

  char *needle; /* case folded; NULL for everything */
  guint kinds;
  guint levels; /* 0 for all */
  HnStateFilter state;
};

G_DEFINE_FINAL_TYPE (HnServiceFilter, hn_service_filter, GTK_TYPE_FILTER)

static gboolean
hn_service_filter_match (GtkFilter *filter, gpointer item)
{
  HnServiceFilter *self = HN_SERVICE_FILTER (filter);
  HnService *service = item;

  /* A mistake is to be seen, whatever kind of service it would be. */
  if ((self->kinds & (1u << hn_service_get_info (service)->kind)) == 0 &&
      !hn_service_get_info (service)->refused)
    return FALSE;
  if (self->levels != 0 && (self->levels & (1u << hn_service_get_info (service)->level)) == 0)
    return FALSE;

  switch (self->state)
    {
    case HN_STATE_RUNNING:
      if (!hn_service_get_info (service)->running)
        return FALSE;
      break;
    case HN_STATE_NOT_RUNNING:
      if (hn_service_get_info (service)->running)
        return FALSE;
      break;
    case HN_STATE_FAILED:
      if (!g_str_equal (hn_service_get_info (service)->active_state, "failed"))
        return FALSE;
      break;
    case HN_STATE_ANY:
    default:
      break;
    }

  return self->needle == NULL || strstr (hn_service_get_search_key (service), self->needle) != NULL;
}

static void
hn_service_filter_finalize (GObject *object)
{
  HnServiceFilter *self = HN_SERVICE_FILTER (object);

  g_free (self->needle);

  G_OBJECT_CLASS (hn_service_filter_parent_class)->finalize (object);
}

static void
hn_service_filter_class_init (HnServiceFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_service_filter_finalize;
  GTK_FILTER_CLASS (klass)->match = hn_service_filter_match;
}

static void
hn_service_filter_init (HnServiceFilter *self)
{
  self->kinds = 1u << HN_SERVICE_LONG_RUNNING;
}

/* Returns NULL for everything. */
static char *
dup_needle (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return *stripped != '\0' ? g_utf8_casefold (stripped, -1) : NULL;
}

gboolean
hn_service_filter_has (HnServiceFilter *self, const char *text)
{
  g_autofree char *needle = NULL;

  g_return_val_if_fail (HN_IS_SERVICE_FILTER (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  needle = dup_needle (text);

  return g_strcmp0 (needle, self->needle) == 0;
}

gboolean
hn_service_filter_set_text (HnServiceFilter *self, const char *text)
{
  g_autofree char *needle = NULL;
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  g_return_val_if_fail (HN_IS_SERVICE_FILTER (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (hn_service_filter_has (self, text))
    return FALSE;

  needle = dup_needle (text);

  /* One letter more or less: only half of the services need another look. */
  if (self->needle == NULL || (needle != NULL && strstr (needle, self->needle) != NULL))
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (needle == NULL || strstr (self->needle, needle) != NULL)
    change = GTK_FILTER_CHANGE_LESS_STRICT;

  g_free (self->needle);
  self->needle = g_steal_pointer (&needle);
  gtk_filter_changed (GTK_FILTER (self), change);

  return TRUE;
}

gboolean
hn_service_filter_has_text (HnServiceFilter *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_FILTER (self), FALSE);

  return self->needle != NULL;
}

gboolean
hn_service_filter_set (HnServiceFilter *self, guint kinds, HnStateFilter state)
{
  g_return_val_if_fail (HN_IS_SERVICE_FILTER (self), FALSE);

  if (self->kinds == kinds && self->state == state)
    return FALSE;

  self->kinds = kinds;
  self->state = state;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);

  return TRUE;
}

gboolean
hn_service_filter_set_levels (HnServiceFilter *self, guint levels)
{
  g_return_val_if_fail (HN_IS_SERVICE_FILTER (self), FALSE);

  self->kinds = G_MAXUINT;
  if (self->levels == levels)
    return FALSE;

  self->levels = levels;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);

  return TRUE;
}
