/* The checks of the detail page. The same rows serve every service: they are made once, a few in
 * each idle moment, and then only told what to show, so that another service is there at once.
 *
 *   groups: identity, files, …, other      or, sorted by share:     one group of all rows
 *     row of a check                                                  row
 *     heading row of a directive                                      heading row
 *       rows of its checks (made when it opens)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "check-group-row.h"
#include "check-group.h"
#include "check-row.h"
#include "check-text.h"
#include "detail-checks.h"
#include "model/slices.h"

/* The group of all rows, after the others. */
#define ALL HN_N_GROUPS
/* What is accepted comes last of all. */
#define ACCEPTED (ALL + 1)
#define N_GROUPS (ACCEPTED + 1)

/* What one row of the page stands for: one check, or all checks of a directive. */
typedef struct
{
  HnCheckRowBase *row; /* borrowed; NULL until made */
  gboolean stale;      /* the row is to be made, shown or placed anew */
  guint checks[HN_N_CHECKS];
  guint n_checks;
} Entry;

struct _HnDetailChecks
{
  GtkBox parent_instance;

  gboolean failed_only;
  gboolean sort_by_share;
  HnSpace space;
  gboolean keep_order; /* a person has just staged something */
  guint work_id;
  guint n_visible;

  /* owned */
  GPtrArray *entries;
  GStrv words;         /* (nullable): which rows are searched for */
  HnChanges *changes;  /* (nullable) */
  GSettings *settings; /* (nullable) */

  HnCheckGroup *groups[N_GROUPS]; /* borrowed */

  /* borrowed, children of the template */
  GtkLabel *checks_count;
  GtkLabel *none_shown;
  GtkBox *groups_box;
};

enum
{
  PROP_FAILED_ONLY = 1,
  PROP_SORT_BY_SHARE,
};

static guint arranged_signal;

G_DEFINE_FINAL_TYPE (HnDetailChecks, hn_detail_checks, GTK_TYPE_BOX)

static HnGroup
get_group (guint check)
{
  return hn_directive_get (hn_check_get (check)->directive)->group;
}

/* Lists the rows: a directive with several checks gets one heading row. */
static void
list_entries (HnDetailChecks *self)
{
  Entry *of_directive[HN_N_DIRECTIVES] = { NULL };

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      Entry **entry = &of_directive[hn_check_get (i)->directive];

      if (*entry == NULL)
        {
          *entry = g_new0 (Entry, 1);
          g_ptr_array_add (self->entries, *entry);
        }
      (*entry)->checks[(*entry)->n_checks++] = i;
    }
}

static void
show_counts (HnDetailChecks *self)
{
  guint passed[N_GROUPS] = { 0 }, counted[N_GROUPS] = { 0 };
  g_autofree char *text = hn_checks_dup_count (self->changes);

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      int outcome = hn_check_get_passed (self->changes, i);
      HnGroup group = get_group (i);

      if (hn_check_is_accepted (self->changes, i))
        continue;
      passed[group] += outcome > 0;
      counted[group] += outcome >= 0;
      passed[ALL] += outcome > 0;
      counted[ALL] += outcome >= 0;
    }

  for (guint i = 0; i < N_GROUPS; i++)
    hn_check_group_set_count (self->groups[i], passed[i], counted[i]);

  gtk_label_set_label (self->checks_count, text);
}

static void
arrange (HnDetailChecks *self)
{
  HnArrange how = (self->failed_only ? HN_ARRANGE_FAILED_ONLY : 0) |
                  (self->keep_order ? HN_ARRANGE_KEEP_ORDER : 0);
  const char *const *words = (const char *const *) self->words;

  self->n_visible = 0;
  for (guint i = 0; i < N_GROUPS; i++)
    self->n_visible +=
        hn_check_group_arrange (self->groups[i], how | (i >= ALL ? HN_ARRANGE_BY_SHARE : 0), words);

  gtk_widget_set_visible (GTK_WIDGET (self->none_shown),
                          self->n_visible == 0 && self->work_id == 0);
  gtk_label_set_label (self->none_shown, words == NULL       ? _ ("No check failed.")
                                         : self->failed_only ? _ ("No failed check matches.")
                                                             : _ ("No check matches."));
  g_signal_emit (self, arranged_signal, 0);
}

/* Whether all of it that fails is accepted. */
static gboolean
is_accepted (HnDetailChecks *self, const Entry *entry)
{
  guint n_failed = 0, n_accepted = 0;

  for (guint i = 0; i < entry->n_checks; i++)
    {
      n_failed += hn_check_get_passed (self->changes, entry->checks[i]) == 0;
      n_accepted += hn_check_is_accepted (self->changes, entry->checks[i]);
    }

  return n_accepted > 0 && n_accepted == n_failed;
}

static guint
find_group (HnDetailChecks *self, const Entry *entry)
{
  if (is_accepted (self, entry))
    return ACCEPTED;

  return self->sort_by_share ? ALL : get_group (entry->checks[0]);
}

static void
update_row (HnDetailChecks *self, Entry *entry)
{
  if (entry->row == NULL)
    {
      entry->row = entry->n_checks == 1 ? hn_check_row_new (entry->checks[0], FALSE)
                                        : hn_check_group_row_new (entry->checks, entry->n_checks);
      hn_check_row_base_set_position (entry->row, entry->checks[0]);
      hn_check_row_base_set_space (entry->row, self->space);
    }

  hn_check_row_base_set_changes (entry->row, self->changes);
  hn_check_group_take_row (self->groups[find_group (self, entry)], entry->row);
  entry->stale = FALSE;
}

/* Returns whether there is more to do. */
static gboolean
work_slice (HnDetailChecks *self)
{
  gint64 end = g_get_monotonic_time () + HN_SLICES_IN_FRAME;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (!entry->stale)
        continue;
      if (g_get_monotonic_time () >= end)
        return TRUE;
      update_row (self, entry);
    }

  return FALSE;
}

static void
stop_work (HnDetailChecks *self)
{
  if (self->work_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->work_id);
  self->work_id = 0;
}

static gboolean
work_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HnDetailChecks *self = HN_DETAIL_CHECKS (widget);
  gboolean more = work_slice (self);

  if (!more)
    self->work_id = 0;
  arrange (self);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
start_work (HnDetailChecks *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    ((Entry *) self->entries->pdata[i])->stale = TRUE;

  if (self->changes == NULL)
    return;

  if (work_slice (self) && self->work_id == 0)
    self->work_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), work_cb, NULL, NULL);
  arrange (self);
}

static void
hn_detail_checks_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HnDetailChecks *self = HN_DETAIL_CHECKS (object);

  switch (id)
    {
    case PROP_FAILED_ONLY:
      g_value_set_boolean (value, self->failed_only);
      break;
    case PROP_SORT_BY_SHARE:
      g_value_set_boolean (value, self->sort_by_share);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hn_detail_checks_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HnDetailChecks *self = HN_DETAIL_CHECKS (object);

  switch (id)
    {
    case PROP_FAILED_ONLY:
      self->failed_only = g_value_get_boolean (value);
      break;
    case PROP_SORT_BY_SHARE:
      self->sort_by_share = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }

  self->keep_order = FALSE;
  start_work (self);
}

/* Without an installed schema, as in a test of this page alone, the choices are not remembered. */
static void
bind_settings (HnDetailChecks *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema == NULL)
    return;

  self->settings = g_settings_new (APP_ID);
  g_settings_bind (self->settings, "failed-only", self, "failed-only", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "sort-by-share", self, "sort-by-share", G_SETTINGS_BIND_DEFAULT);
}

static void
hn_detail_checks_dispose (GObject *object)
{
  HnDetailChecks *self = HN_DETAIL_CHECKS (object);

  stop_work (self);
  g_clear_object (&self->settings);
  g_clear_object (&self->changes);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), HN_TYPE_DETAIL_CHECKS);

  G_OBJECT_CLASS (hn_detail_checks_parent_class)->dispose (object);
}

static void
hn_detail_checks_class_init (HnDetailChecksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hn_detail_checks_get_property;
  object_class->set_property = hn_detail_checks_set_property;
  object_class->dispose = hn_detail_checks_dispose;

  g_object_class_install_property (object_class, PROP_FAILED_ONLY,
                                   g_param_spec_boolean ("failed-only", NULL, NULL, FALSE, flags));
  g_object_class_install_property (object_class, PROP_SORT_BY_SHARE,
                                   g_param_spec_boolean ("sort-by-share", NULL, NULL, FALSE,
                                                         flags));

  arranged_signal = g_signal_new ("arranged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/detail-checks.ui");
  gtk_widget_class_bind_template_child (widget_class, HnDetailChecks, checks_count);
  gtk_widget_class_bind_template_child (widget_class, HnDetailChecks, none_shown);
  gtk_widget_class_bind_template_child (widget_class, HnDetailChecks, groups_box);
  gtk_widget_class_install_property_action (widget_class, "checks.failed-only", "failed-only");
  gtk_widget_class_install_property_action (widget_class, "checks.sort-by-share", "sort-by-share");
}

static void
hn_detail_checks_init (HnDetailChecks *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_free);
  list_entries (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_GROUPS; i++)
    {
      self->groups[i] = hn_check_group_new (
          i == ACCEPTED
              ? /* Translators: heading of checks that fail, which somebody accepts */
              C_ ("checks", "Accepted")
              : i == ALL ? _ ("By what each adds to the exposure") : _ (hn_group_get_title (i)));
      gtk_box_append (self->groups_box, GTK_WIDGET (self->groups[i]));
    }

  bind_settings (self);
}

void
hn_detail_checks_set_space (HnDetailChecks *self, HnSpace space)
{
  g_return_if_fail (HN_IS_DETAIL_CHECKS (self));

  self->space = space;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (entry->row != NULL)
        hn_check_row_base_set_space (entry->row, space);
    }
}

void
hn_detail_checks_show (HnDetailChecks *self, HnChanges *changes, gboolean staged)
{
  g_return_if_fail (HN_IS_DETAIL_CHECKS (self));
  g_return_if_fail (changes == NULL || HN_IS_CHANGES (changes));

  g_set_object (&self->changes, changes);
  if (changes == NULL)
    {
      stop_work (self);
      return;
    }

  self->keep_order = staged;
  show_counts (self);
  start_work (self);
}

void
hn_detail_checks_search (HnDetailChecks *self, const char *const *words)
{
  g_return_if_fail (HN_IS_DETAIL_CHECKS (self));

  g_strfreev (self->words);
  self->words = g_strdupv ((GStrv) words);
  arrange (self);
}

guint
hn_detail_checks_get_n_visible (HnDetailChecks *self)
{
  g_return_val_if_fail (HN_IS_DETAIL_CHECKS (self), 0);

  return self->n_visible;
}

static Entry *
find_entry (HnDetailChecks *self, guint check)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      for (guint j = 0; j < entry->n_checks; j++)
        if (entry->checks[j] == check)
          return entry;
    }

  return NULL;
}

void
hn_detail_checks_reveal (HnDetailChecks *self, guint check)
{
  Entry *entry;

  g_return_if_fail (HN_IS_DETAIL_CHECKS (self));
  g_return_if_fail (check < HN_N_CHECKS && self->changes != NULL);

  entry = find_entry (self, check);
  if (entry->stale || entry->row == NULL)
    {
      update_row (self, entry);
      arrange (self);
    }
  /* Somebody asks for this very one. */
  if (!gtk_widget_get_visible (GTK_WIDGET (entry->row)))
    g_object_set (self, "failed-only", FALSE, NULL);
  hn_check_row_base_set_expanded (entry->row, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (entry->row));
}
